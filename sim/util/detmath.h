/*
 * util/detmath.h - elementary and special functions with the same bits everywhere.
 *
 * Only IEEE basic operations, sqrt, floor, frexp, ldexp and fabs are used, so compiler,
 * optimisation level and C library do not show.  Stated bounds are tested against
 * long double.
 *
 * Errors:  none; arguments outside the domain give NAN or the limit, as noted.
 */
#ifndef TINYFLEET_UTIL_DETMATH_H
#define TINYFLEET_UTIL_DETMATH_H

double det_exp(double x);   /* relative error < 1e-15; 0 and INFINITY at the ends */
double det_log(double x);   /* x >= 0; absolute or relative error < 1e-15; log 0 = -INFINITY */
double det_expm1(double x); /* relative error < 2e-15 */
double det_log1p(double x); /* relative error < 2e-15 */
double det_pow(double x, double y); /* x >= 0; relative error < 1e-15 (1 + |y log x|) */
double det_sin(double x);           /* |x| < 1e6; absolute error < 1e-15 */
double det_cos(double x);
double det_tanh(double x);
double det_erf(double x);    /* absolute error < 1e-14 */
double det_erfc(double x);   /* relative error < 1e-12 */
double det_lgamma(double x); /* x > 0 */
double det_normal_cdf(double z);
double det_normal_quantile(double p);            /* 0 < p < 1; relative error < 1e-12 */
double det_gamma_p(double a, double x);          /* regularised lower incomplete gamma */
double det_gamma_quantile(double a, double p);   /* x with det_gamma_p(a, x) = p */
double det_beta_i(double a, double b, double x); /* regularised incomplete beta */
double det_student_cdf(double t, double df);
double det_student_quantile(double p, double df);
double det_chi2_cdf(double x, double df);
double det_chi2_quantile(double p, double df);

#endif
