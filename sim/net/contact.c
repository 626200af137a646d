#include "net/contact.h"

static const ParamSpec window_params[] = {
    PARAM_ROW(DURATION, Contact, every, .is_required = true, .min = 1.0, .max = INFINITY,
              .doc = "from the start of one window to the next"),
    PARAM_ROW(DURATION, Contact, length, .is_required = true, .min = 1.0, .max = INFINITY,
              .doc = "how long a window is open"),
    PARAM_NONE,
};

static const FormSpec contact_forms[] = {
    [CONTACT_ALWAYS] = {"always", "Reachable at any time.", NULL, 0},
    [CONTACT_WINDOW] = {"window", "Reachable now and then, each device at its own phase.",
                        window_params, sizeof(Contact)},
};

const FormSpec *contact_form_at(size_t i)
{
    return i < G_N_ELEMENTS(contact_forms) ? &contact_forms[i] : NULL;
}

Contact contact_from_form(Form form)
{
    if (form.choice != CONTACT_WINDOW)
        return (Contact){.kind = CONTACT_ALWAYS};
    Contact contact = *(const Contact *)form.params;
    contact.kind = CONTACT_WINDOW;
    return contact;
}

const char *contact_check(const Contact *contact)
{
    if (contact->kind == CONTACT_ALWAYS)
        return NULL;
    bool is_sound = contact->length > 0 && contact->length <= contact->every;
    return is_sound ? NULL : "length must lie between 0 and every";
}

/* Time since the last window began, counting from a period before t = 0. */
static SimTime into_period(const Contact *contact, SimTime phase, SimTime t)
{
    g_assert(phase >= 0);
    g_assert(phase < contact->every);
    SimTime into = t % contact->every - phase;
    return into < 0 ? into + contact->every : into;
}

bool contact_is_open(const Contact *contact, SimTime phase, SimTime t)
{
    return contact->kind == CONTACT_ALWAYS || into_period(contact, phase, t) < contact->length;
}

SimTime contact_next(const Contact *contact, SimTime phase, SimTime t)
{
    if (contact_is_open(contact, phase, t))
        return t;
    return time_add(t, contact->every - into_period(contact, phase, t));
}

SimTime contact_silence(SimTime air_ns, double duty_cycle)
{
    g_assert(air_ns >= 0);
    g_assert(duty_cycle > 0.0);
    g_assert(duty_cycle <= 1.0);
    return int64_from_double(ceil((double)air_ns * (1.0 / duty_cycle - 1.0)));
}
