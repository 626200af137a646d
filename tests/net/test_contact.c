/* Windows against a walk through every second, and silence by the rule of the duty cycle. */
#include "net/contact.h"
#include "test.h"

static const Contact windows = {CONTACT_WINDOW, 600 * NS_PER_S, 60 * NS_PER_S};

static void windows_open_at_their_phase(void)
{
    SimTime phase = 570 * NS_PER_S;             /* open from 570 s to 630 s, and so on */
    CHECK(contact_is_open(&windows, phase, 0)); /* the one that began 30 s before t = 0 */
    CHECK(contact_is_open(&windows, phase, 30 * NS_PER_S - 1));
    CHECK(!contact_is_open(&windows, phase, 30 * NS_PER_S));
    CHECK(!contact_is_open(&windows, phase, phase - 1));
    CHECK(contact_is_open(&windows, phase, phase));
    CHECK_INT(contact_next(&windows, phase, 40 * NS_PER_S), phase);
    CHECK_INT(contact_next(&windows, phase, 580 * NS_PER_S), 580 * NS_PER_S);
    CHECK_INT(contact_next(&windows, phase, 631 * NS_PER_S), phase + 600 * NS_PER_S);
}

static void a_window_is_open_for_its_share(void)
{
    int open = 0;
    for (SimTime t = 0; t < 6000; t++)
        open += contact_is_open(&windows, 123 * NS_PER_S, t * NS_PER_S);
    CHECK_INT(open, 600);
}

static void always_is_always(void)
{
    Contact always = contact_from_form((Form){-1, NULL});
    CHECK(contact_is_open(&always, 0, 17));
    CHECK_INT(contact_next(&always, 0, 17), 17);
    CHECK_INT(contact_from_form((Form){CONTACT_WINDOW, &windows}).length, 60 * NS_PER_S);
    CHECK(contact_form_at(2) == NULL);
}

/* After sending, the air time is the share `duty_cycle` of air time plus silence. */
static void silence_keeps_the_duty_cycle(void)
{
    CHECK_INT(contact_silence(NS_PER_S, 0.01), 99 * NS_PER_S);
    CHECK_INT(contact_silence(NS_PER_S, 0.1), 9 * NS_PER_S);
    CHECK_INT(contact_silence(NS_PER_S, 1.0), 0);
    CHECK_INT(contact_silence(0, 0.01), 0);
}

static void mistakes_are_told(void)
{
    Contact wrong = windows;
    CHECK(contact_check(&wrong) == NULL);
    wrong.length = wrong.every + 1;
    CHECK_TEXT(contact_check(&wrong), "length must lie between 0 and every");
}

TEST_MAIN(CASE(windows_open_at_their_phase), CASE(a_window_is_open_for_its_share),
          CASE(always_is_always), CASE(silence_keeps_the_duty_cycle), CASE(mistakes_are_told))
