/*
 * net/contact.h - when a link may be used: contact windows, legal share of air time.
 *
 * Windows of one length come at a fixed period, shifted by a phase of the device's own.
 *
 * Units:   ns; duty_cycle a share in (0, 1].
 * Errors:  contact_check() says what is wrong with the parameters; the rest cannot fail.
 */
#ifndef TINYFLEET_NET_CONTACT_H
#define TINYFLEET_NET_CONTACT_H

#include <stdbool.h>
#include <stddef.h>

#include "util/param.h"
#include "util/units.h"

/* Position in contact_form_at(). */
typedef enum ContactKind {
    CONTACT_ALWAYS,
    CONTACT_WINDOW,
} ContactKind;

typedef struct Contact {
    ContactKind kind;
    SimTime every, length;
} Contact;

/* The calls `always` and `window(every=6h, length=10min)`. */
const FormSpec *contact_form_at(size_t i);
Contact contact_from_form(Form form); /* absent = always */

/* One sentence, NULL if it is sound. */
const char *contact_check(const Contact *contact);

/* Is the device in contact at t?  0 <= phase < every: start of its first window. */
bool contact_is_open(const Contact *contact, SimTime phase, SimTime t);

/* The first instant at or after t that lies in a window. */
SimTime contact_next(const Contact *contact, SimTime phase, SimTime t);

/* Silence owed after sending for air_ns: air_ns (1 / duty_cycle - 1), rounded up. */
SimTime contact_silence(SimTime air_ns, double duty_cycle);

#endif
