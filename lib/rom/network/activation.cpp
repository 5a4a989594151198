#include "rom/network/activation.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>

#include <unsupported/Eigen/SpecialFunctions>

namespace rom::network {
namespace {

// Elements are worked on in blocks that stay in the first-level cache.
constexpr Index kBlock = 512;

template <class Scalar>
using Block = Eigen::Map<Eigen::Array<Scalar, Eigen::Dynamic, 1>>;

template <class Scalar>
using Scratch = Eigen::Array<Scalar, kBlock, 1>;

// 1 / factorial(first + 2 k) with alternating signs: the Taylor coefficients of sine (first = 1) and cosine (first =
// 0).
template <class Scalar, int Terms>
constexpr std::array<Scalar, Terms> taylor(int first) {
    std::array<Scalar, Terms> result{};
    double term = 1;
    for (int k = 0, n = first; k < Terms; ++k, n += 2) {
        result[static_cast<std::size_t>(k)] = static_cast<Scalar>(term);
        term /= -(n + 1.0) * (n + 2.0);
    }
    return result;
}

// sin(x) in place and, unless it is null, cos(x), to working precision for |x| below 1e4: the remainder of x by pi / 2
// (in three parts, exactly subtracted one after the other), then both Taylor series on [-pi/4, pi/4].
template <class Scalar, bool WithCosine>
void sine_and_cosine(Scalar* x, Scalar* cosine, Index count) {
    constexpr int terms = sizeof(Scalar) == 4 ? 6 : 10;
    constexpr auto sine_series = taylor<Scalar, terms>(1);
    constexpr auto cosine_series = taylor<Scalar, terms>(0);
    constexpr long double half_pi = std::numbers::pi_v<long double> / 2;
    constexpr int kept = sizeof(Scalar) == 4 ? 1 << 10 : 1 << 26;  // products with an integer stay exact
    constexpr auto part1 = static_cast<Scalar>(static_cast<double>(static_cast<long>(half_pi * kept)) / kept);
    constexpr auto part2 = static_cast<Scalar>(static_cast<double>(static_cast<long>((half_pi - part1) * kept * kept)) /
                                               (1.0 * kept * kept));
    constexpr auto part3 = static_cast<Scalar>(half_pi - part1 - part2);
#pragma omp simd
    for (Index i = 0; i < count; ++i) {
        const Scalar quarter = std::nearbyint(x[i] * static_cast<Scalar>(1 / half_pi));
        const Scalar r = ((x[i] - quarter * part1) - quarter * part2) - quarter * part3;
        const Scalar square = r * r;
        Scalar s(0);
        Scalar c(0);
        for (std::size_t k = terms; k-- > 0;) {
            s = s * square + sine_series[k];
            c = c * square + cosine_series[k];
        }
        s *= r;
        const auto quadrant = static_cast<int>(quarter);
        const bool odd = (quadrant & 1) != 0;
        const Scalar sine = odd ? c : s;
        x[i] = (quadrant & 2) != 0 ? -sine : sine;
        if constexpr (WithCosine) {
            const Scalar other = odd ? s : c;
            cosine[i] = ((quadrant + 1) & 2) != 0 ? -other : other;
        }
    }
}

// y += log((1 + s) / (1 - s)) for 0 <= s <= 1/3, to working precision, by the series 2 (s + s^3 / 3 + s^5 / 5 + ...).
// With s = e / (2 + e) it is log(1 + e), at a fraction of the cost of log1p.
template <class Scalar>
void add_log_ratio(const Scalar* s, Scalar* y, Index count) {
    constexpr int terms = sizeof(Scalar) == 4 ? 7 : 16;
#pragma omp simd
    for (Index i = 0; i < count; ++i) {
        const Scalar square = s[i] * s[i];
        Scalar sum(0);
        for (int k = terms; k-- > 0;) sum = sum * square + static_cast<Scalar>(2.0 / (2 * k + 1));
        y[i] += s[i] * sum;
    }
}

// tanh(x) = -m / (2 + m) with m = exp(-2 |x|) - 1, in place, to working precision. With -2 |x| = k log 2 + r the series
// of exp(r) - 1 keeps the digits that 1 - exp would lose near 0. One division, which is most of the time, and no
// branch.
void hyperbolic_tangent(double* x, Index count) {
    constexpr int terms = 13;
    constexpr double whole = 6755399441055744;  // 1.5 * 2^52: adding it leaves the nearest integer in the last bits
    constexpr double log2_high = 0x1.62e42fee00000p-1;  // few enough digits that its products with k are exact
    constexpr double log2_low = 0x1.a39ef35793c76p-33;
    constexpr double least = -44;  // tanh(22) is 1
    constexpr auto inverse_factorials = [] {
        std::array<double, terms> result{};
        double term = 1;
        for (int k = 0; k < terms; ++k) result[static_cast<std::size_t>(k)] = term /= k + 1;
        return result;
    }();
#pragma omp simd
    for (Index i = 0; i < count; ++i) {
        const double exponent = std::max(-2 * std::abs(x[i]), least);
        const double shifted = exponent * std::numbers::log2e + whole;
        const double k = shifted - whole;
        const double r = (exponent - k * log2_high) - k * log2_low;
        double sum = 0;
        for (std::size_t t = terms; t-- > 0;) sum = sum * r + inverse_factorials[t];
        const auto power = std::bit_cast<double>((std::bit_cast<std::uint64_t>(shifted) + 1023) << 52);
        const double m = power * (sum * r) + (power - 1);
        x[i] = std::copysign(m / (2 + m), x[i]);
    }
}

// f on x in place; df receives f' unless it is null.
template <class Scalar>
void activate_block(Activation activation, Block<Scalar> x, Scalar* derivative) {
    const Index n = x.size();
    const auto df = [&] { return Block<Scalar>(derivative, n); };
    const Scalar one(1);
    Scratch<Scalar> scratch;
    auto e = scratch.head(n);
    switch (activation) {
        case Activation::identity:
            if (derivative) df().setOnes();
            break;
        case Activation::softplus: {  // max(x, 0) + log(1 + e) with e = exp(-|x|), which neither overflows nor cancels
            Scratch<Scalar> reciprocal;
            auto r = reciprocal.head(n);
            e = (-x.abs()).exp();
            r = one / ((one + e) * (Scalar(2) + e));  // one division serves f and f'
            if (derivative) df() = (x >= Scalar(0)).select(one, e) * r * (Scalar(2) + e);
            e *= r * (one + e);
            x = x.max(Scalar(0));
            add_log_ratio(e.data(), x.data(), n);
            break;
        }
        case Activation::tanh:
            if constexpr (sizeof(Scalar) == 4) {
                x = x.tanh();
            } else {  // Eigen has no vectorised one
                hyperbolic_tangent(x.data(), n);
            }
            if (derivative) df() = one - x.square();
            break;
        case Activation::sine:
            if (derivative)
                sine_and_cosine<Scalar, true>(x.data(), derivative, n);
            else
                sine_and_cosine<Scalar, false>(x.data(), nullptr, n);
            break;
        case Activation::relu:
            if (derivative) df() = (x > Scalar(0)).select(Eigen::Array<Scalar, Eigen::Dynamic, 1>::Ones(n), Scalar(0));
            x = x.max(Scalar(0));
            break;
        case Activation::elu:
            e = x.min(Scalar(0)).exp();
            if (derivative) df() = e;
            x = x.max(Scalar(0)) + (e - one);
            break;
        case Activation::gelu: {
            const auto root_half = static_cast<Scalar>(1 / std::numbers::sqrt2);
            const auto density = static_cast<Scalar>(0.5 * std::numbers::inv_sqrtpi * std::numbers::sqrt2);
            e = Scalar(0.5) * (one + (x * root_half).erf());
            if (derivative) df() = e + x * density * (Scalar(-0.5) * x.square()).exp();
            x *= e;
            break;
        }
        case Activation::silu:
            e = one / (one + (-x).exp());
            if (derivative) df() = e * (one + x * (one - e));
            x *= e;
            break;
        case Activation::sigmoid:
            x = one / (one + (-x).exp());
            if (derivative) df() = x * (one - x);
            break;
    }
}

template <class Scalar>
void activate_all(Activation activation, Scalar* values, Scalar* derivatives, Index count) {
    for (Index i = 0; i < count; i += kBlock)
        activate_block<Scalar>(activation, Block<Scalar>(values + i, std::min(kBlock, count - i)),
                               derivatives ? derivatives + i : nullptr);
}

}  // namespace

template <class Scalar>
void activate(Activation activation, Scalar* values, Scalar* derivatives, Index count) {
    activate_all(activation, values, derivatives, count);
}

template <class Scalar>
void activate(Activation activation, Scalar* values, Index count) {
    activate_all<Scalar>(activation, values, nullptr, count);
}

template void activate(Activation, float*, float*, Index);
template void activate(Activation, double*, double*, Index);
template void activate(Activation, float*, Index);
template void activate(Activation, double*, Index);

}  // namespace rom::network
