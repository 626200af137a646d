/* Quantile of the normal law. Source: M. J. Wichura, "Algorithm AS 241: The Percentage Points of
 * the Normal Distribution", Applied Statistics 37(3), 1988, routine PPND16. */
#include <math.h>

#include "util/detmath.h"

typedef struct Rational {
    double top[8], bottom[8]; /* coefficients, constant term first */
} Rational;

static const Rational body = {
    {3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
     45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727},
    {1.0, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077, 21213.794301586595867,
     39307.89580009271061, 28729.085735721942674, 5226.495278852545925}};

static const Rational shoulder = {
    {1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504,
     1.27045825245236838258, .24178072517745061177, .0227238449892691845833,
     7.7454501427834140764e-4},
    {1.0, 2.05319162663775882187, 1.6763848301838038494, .68976733498510000455,
     .14810397642748007459, .0151986665636164571966, 5.475938084995344946e-4,
     1.05075007164441684324e-9}};

static const Rational tail = {
    {6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, .29656057182850489123,
     .026532189526576123093, .0012426609473880784386, 2.71155556874348757815e-5,
     2.01033439929228813265e-7},
    {1.0, .59983220655588793769, .13692988092273580531, .0148753612908506148525,
     7.868691311456132591e-4, 1.8463183175100546818e-5, 1.4215117583164458887e-7,
     2.04426310338993978564e-15}};

static inline double ratio(const Rational *f, double r)
{
    double top = f->top[7], bottom = f->bottom[7];
    for (int i = 6; i >= 0; i--) {
        top = top * r + f->top[i];
        bottom = bottom * r + f->bottom[i];
    }
    return top / bottom;
}

double det_normal_quantile(double p)
{
    if (!(p > 0.0 && p < 1.0))
        return p == 0.0 ? -INFINITY : (p == 1.0 ? INFINITY : NAN);
    double q = p - 0.5;
    if (fabs(q) <= 0.425)
        return q * ratio(&body, 0.180625 - q * q);
    double r = sqrt(-det_log(q < 0.0 ? p : 1.0 - p));
    double z = r <= 5.0 ? ratio(&shoulder, r - 1.6) : ratio(&tail, r - 5.0);
    return q < 0.0 ? -z : z;
}
