/*
 * hw/hazard.h - when an endogenous cause strikes.
 *
 * Every part has a budget B = -ln u, one addressed draw, and strikes when its cumulative
 * hazard has grown by B since the age it starts with.  For a lifetime law with survival S
 * that is the age t with S(t) = u S(age), found in closed form or through the far-tail
 * quantile of the law, so that it stays exact where 1 - F would have no digits left.
 *
 * Units:   of the law (ns for durations); temperatures in C; energies in eV.
 * Errors:  none; INFINITY where it never strikes, 0 where it should have struck already.
 * Source:  JEP122 (Arrhenius); Boltzmann constant CODATA 8.617333262e-5 eV/K.
 */
#ifndef TINYFLEET_HW_HAZARD_H
#define TINYFLEET_HW_HAZARD_H

#include "util/dist.h"

/* Time from `age` (>= 0) to the strike, given survival to `age`; 0 < u < 1. */
double hazard_residual(const Dist *life, double age, double u);

/* -ln S(t): the budget that is spent at age t. */
double hazard_cumulative(const Dist *life, double t);

/* Gap of a Poisson process with this mean gap. */
double hazard_gap(double mean, double u);

/* How much faster ageing goes at temperature_c than at reference_c. */
double hazard_arrhenius(double activation_ev, double reference_c, double temperature_c);

/* Factor above temp_max: doubles every 10 C, 1 below. */
double hazard_overheat(double temp_max_c, double temperature_c);

#endif
