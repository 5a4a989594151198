#include "rom/network/activation.h"

#include <algorithm>
#include <array>
#include <numbers>

#include <unsupported/Eigen/SpecialFunctions>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "rom/network/activation.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace rom::network::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

// 1.5 * 2^(bits of the mantissa): adding it leaves the nearest integer in the last bits.
template <class Scalar>
constexpr Scalar kWhole = sizeof(Scalar) == 4 ? Scalar(12582912) : Scalar(6755399441055744);

// 1, ratio(1), ratio(1) * ratio(2), ...: coefficients of a series.
template <class Scalar, std::size_t Terms, class Ratio>
constexpr std::array<Scalar, Terms> series(const Ratio& ratio) {
    std::array<Scalar, Terms> result{};
    double term = 1;
    for (std::size_t k = 0; k < Terms; ++k) {
        if (k > 0) term *= ratio(static_cast<double>(k));
        result[k] = static_cast<Scalar>(term);
    }
    return result;
}

// c[0] + c[1] x + ...
template <class D, class V, class Coefficients>
V polynomial(D d, V x, const Coefficients& c) {
    V sum = hn::Set(d, c.back());
    for (std::size_t k = c.size() - 1; k-- > 0;) sum = hn::MulAdd(sum, x, hn::Set(d, c[k]));
    return sum;
}

// exp(x) - 1 for x <= 0, to working precision, with exp(x) at least the least normal number. With x = k log 2 + r the
// series of exp(r) - 1 keeps the digits that the difference would lose near 0. `exponential` becomes exp(x).
template <class D, class V>
V exp_minus_one(D d, V x, V& exponential) {
    using Scalar = hn::TFromD<D>;
    constexpr bool single = sizeof(Scalar) == 4;
    constexpr auto inverse_factorials = series < Scalar, single ? 7 : 13 > ([](double k) { return 1 / (k + 1); });
    // Few enough digits of log 2 that their products with k are exact, and the others.
    constexpr auto log2_high = static_cast<Scalar>(single ? 0x1.62e4p-1 : 0x1.62e42fee00000p-1);
    constexpr auto log2_low = static_cast<Scalar>(single ? 0x1.7f7d1cf79abcap-20 : 0x1.a39ef35793c76p-33);
    constexpr int mantissa = single ? 23 : 52;
    const hn::RebindToUnsigned<D> du;
    const V whole = hn::Set(d, kWhole<Scalar>);
    const V bounded = hn::Max(x, hn::Set(d, single ? Scalar(-87) : Scalar(-708)));
    const V shifted = hn::MulAdd(bounded, hn::Set(d, std::numbers::log2e_v<Scalar>), whole);
    const V k = hn::Sub(shifted, whole);
    const V r = hn::NegMulAdd(k, hn::Set(d, log2_low), hn::NegMulAdd(k, hn::Set(d, log2_high), bounded));
    const V small = hn::Mul(r, polynomial(d, r, inverse_factorials));
    const auto bias = hn::Set(du, single ? 127 : 1023);
    const V power = hn::BitCast(d, hn::ShiftLeft<mantissa>(hn::Add(hn::BitCast(du, shifted), bias)));
    exponential = hn::MulAdd(power, small, power);
    return hn::MulAdd(power, small, hn::Sub(power, hn::Set(d, Scalar(1))));
}

// Each takes x and returns f(x); f'(x) becomes `slope`.

struct Softplus {  // max(x, 0) + log(1 + e) with e = exp(-|x|), which neither overflows nor cancels
    template <class D, class V>
    static V apply(D d, V x, V& slope) {
        using Scalar = hn::TFromD<D>;
        // log(1 + e) = log((1 + s) / (1 - s)) = 2 s (1 + s^2 / 3 + s^4 / 5 + ...) with s = e / (2 + e) <= 1/3.
        constexpr auto coefficients = series < Scalar,
                       sizeof(Scalar) == 4 ? 7 : 16 > ([](double k) { return (2 * k - 1) / (2 * k + 1); });
        const V one = hn::Set(d, Scalar(1));
        const V two = hn::Set(d, Scalar(2));
        const V zero = hn::Zero(d);
        V e;
        exp_minus_one(d, hn::Neg(hn::Abs(x)), e);
        const V above_one = hn::Add(one, e);
        const V above_two = hn::Add(two, e);
        const V reciprocal = hn::Div(one, hn::Mul(above_one, above_two));  // one division serves f and f'
        slope = hn::Mul(hn::Mul(hn::IfThenElse(hn::Ge(x, zero), one, e), reciprocal), above_two);
        const V s = hn::Mul(e, hn::Mul(reciprocal, above_one));
        return hn::MulAdd(hn::Add(s, s), polynomial(d, hn::Mul(s, s), coefficients), hn::Max(x, zero));
    }
};

struct Tanh {  // -m / (2 + m) with m = exp(-2 |x|) - 1
    template <class D, class V>
    static V apply(D d, V x, V& slope) {
        using Scalar = hn::TFromD<D>;
        V e;
        const V m = exp_minus_one(d, hn::Mul(hn::Set(d, Scalar(-2)), hn::Abs(x)), e);
        const V value = hn::CopySign(hn::Div(m, hn::Add(hn::Set(d, Scalar(2)), m)), x);
        slope = hn::NegMulAdd(value, value, hn::Set(d, Scalar(1)));
        return value;
    }
};

// To working precision for |x| below 1e4: the remainder of x by pi / 2 (in three parts, subtracted one after the
// other), then both Taylor series on [-pi/4, pi/4].
struct Sine {
    template <class D, class V>
    static V apply(D d, V x, V& slope) {
        using Scalar = hn::TFromD<D>;
        constexpr bool single = sizeof(Scalar) == 4;
        constexpr std::size_t terms = single ? 6 : 10;
        constexpr auto sine_series = series<Scalar, terms>([](double k) { return -1 / (2 * k * (2 * k + 1)); });
        constexpr auto cosine_series = series<Scalar, terms>([](double k) { return -1 / ((2 * k - 1) * 2 * k); });
        constexpr long double half_pi = std::numbers::pi_v<long double> / 2;
        constexpr auto part1 = static_cast<Scalar>(half_pi);
        constexpr auto part2 = static_cast<Scalar>(half_pi - part1);
        constexpr auto part3 = static_cast<Scalar>(half_pi - part1 - part2);
        const hn::RebindToUnsigned<D> du;
        const V whole = hn::Set(d, kWhole<Scalar>);
        const V shifted = hn::MulAdd(x, hn::Set(d, static_cast<Scalar>(1 / half_pi)), whole);
        const V quarter = hn::Sub(shifted, whole);
        V r = hn::NegMulAdd(quarter, hn::Set(d, part1), x);
        r = hn::NegMulAdd(quarter, hn::Set(d, part2), r);
        r = hn::NegMulAdd(quarter, hn::Set(d, part3), r);
        const V square = hn::Mul(r, r);
        const V s = hn::Mul(r, polynomial(d, square, sine_series));
        const V c = polynomial(d, square, cosine_series);
        const auto quadrant = hn::BitCast(du, shifted);
        const auto one = hn::Set(du, 1);
        const auto odd = hn::MaskFromVec(hn::BitCast(d, hn::VecFromMask(du, hn::TestBit(quadrant, one))));
        const auto sign_of = [&](auto number) HWY_ATTR {  // -0 if the second bit is set
            return hn::BitCast(d, hn::ShiftLeft<8 * sizeof(Scalar) - 2>(hn::And(number, hn::Set(du, 2))));
        };
        slope = hn::Xor(hn::IfThenElse(odd, s, c), sign_of(hn::Add(quadrant, one)));
        return hn::Xor(hn::IfThenElse(odd, c, s), sign_of(quadrant));
    }
};

struct Relu {
    template <class D, class V>
    static V apply(D d, V x, V& slope) {
        slope = hn::IfThenElseZero(hn::Gt(x, hn::Zero(d)), hn::Set(d, hn::TFromD<D>(1)));
        return hn::Max(x, hn::Zero(d));
    }
};

struct Elu {
    template <class D, class V>
    static V apply(D d, V x, V& slope) {
        const V below = exp_minus_one(d, hn::Min(x, hn::Zero(d)), slope);
        return hn::Add(hn::Max(x, hn::Zero(d)), below);
    }
};

struct Sigmoid {
    template <class D, class V>
    static V apply(D d, V x, V& slope) {
        const V one = hn::Set(d, hn::TFromD<D>(1));
        V e;
        exp_minus_one(d, hn::Neg(hn::Abs(x)), e);
        const V value = hn::Div(hn::IfThenElse(hn::Ge(x, hn::Zero(d)), one, e), hn::Add(one, e));
        slope = hn::Mul(value, hn::Sub(one, value));
        return value;
    }
};

struct Silu {
    template <class D, class V>
    static V apply(D d, V x, V& slope) {
        const V sigmoid = Sigmoid::apply(d, x, slope);
        slope = hn::MulAdd(x, slope, sigmoid);
        return hn::Mul(x, sigmoid);
    }
};

template <class Function, class Scalar, bool WithSlopes>
void apply(Scalar* values, Scalar* slopes, Index count) {
    const hn::ScalableTag<Scalar> d;
    using V = hn::Vec<decltype(d)>;
    constexpr Index lanes = hn::MaxLanes(d);
    V slope;
    Index i = 0;
    for (; i + lanes <= count; i += lanes) {
        hn::StoreU(Function::apply(d, hn::LoadU(d, values + i), slope), d, values + i);
        if constexpr (WithSlopes) hn::StoreU(slope, d, slopes + i);
    }
    if (i == count) return;
    HWY_ALIGN Scalar rest[lanes] = {};
    std::copy(values + i, values + count, rest);
    hn::Store(Function::apply(d, hn::Load(d, rest), slope), d, rest);
    std::copy_n(rest, count - i, values + i);
    if constexpr (WithSlopes) {
        hn::Store(slope, d, rest);
        std::copy_n(rest, count - i, slopes + i);
    }
}

template <class Function, class Scalar>
void apply_either(Scalar* values, Scalar* slopes, Index count) {
    if (slopes != nullptr)
        apply<Function, Scalar, true>(values, slopes, count);
    else
        apply<Function, Scalar, false>(values, slopes, count);
}

template <class Scalar>
void apply_named(Activation activation, Scalar* values, Scalar* slopes, Index count) {
    switch (activation) {
        case Activation::identity:
        case Activation::gelu:
            break;
        case Activation::softplus:
            return apply_either<Softplus>(values, slopes, count);
        case Activation::tanh:
            return apply_either<Tanh>(values, slopes, count);
        case Activation::sine:
            return apply_either<Sine>(values, slopes, count);
        case Activation::relu:
            return apply_either<Relu>(values, slopes, count);
        case Activation::elu:
            return apply_either<Elu>(values, slopes, count);
        case Activation::silu:
            return apply_either<Silu>(values, slopes, count);
        case Activation::sigmoid:
            return apply_either<Sigmoid>(values, slopes, count);
    }
}

void apply_single(Activation activation, float* values, float* slopes, Index count) {
    apply_named(activation, values, slopes, count);
}
void apply_double(Activation activation, double* values, double* slopes, Index count) {
    apply_named(activation, values, slopes, count);
}

}  // namespace
}  // namespace rom::network::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rom::network {
namespace {

HWY_EXPORT(apply_single);
HWY_EXPORT(apply_double);

void apply(Activation activation, float* values, float* slopes, Index count) {
    HWY_DYNAMIC_DISPATCH(apply_single)(activation, values, slopes, count);
}
void apply(Activation activation, double* values, double* slopes, Index count) {
    HWY_DYNAMIC_DISPATCH(apply_double)(activation, values, slopes, count);
}

// By Eigen's error function. In blocks that stay in the first-level cache.
template <class Scalar>
void gelu(Scalar* values, Scalar* slopes, Index count) {
    constexpr Index block = 512;
    using Block = Eigen::Map<Eigen::Array<Scalar, Eigen::Dynamic, 1>>;
    constexpr auto root_half = static_cast<Scalar>(1 / std::numbers::sqrt2);
    constexpr auto density = static_cast<Scalar>(0.5 * std::numbers::inv_sqrtpi * std::numbers::sqrt2);
    for (Index i = 0; i < count; i += block) {
        const Index n = std::min(block, count - i);
        Block x(values + i, n);
        Eigen::Array<Scalar, block, 1> scratch;
        auto below = scratch.head(n);
        below = Scalar(0.5) * (Scalar(1) + (x * root_half).erf());
        if (slopes != nullptr) Block(slopes + i, n) = below + x * density * (Scalar(-0.5) * x.square()).exp();
        x *= below;
    }
}

}  // namespace

template <class Scalar>
void activate(Activation activation, Scalar* values, Scalar* derivatives, Index count) {
    if (activation == Activation::gelu)
        gelu(values, derivatives, count);
    else if (activation == Activation::identity)
        std::fill_n(derivatives, derivatives != nullptr ? count : 0, Scalar(1));
    else
        apply(activation, values, derivatives, count);
}

template <class Scalar>
void activate(Activation activation, Scalar* values, Index count) {
    activate<Scalar>(activation, values, nullptr, count);
}

template void activate(Activation, float*, float*, Index);
template void activate(Activation, double*, double*, Index);
template void activate(Activation, float*, Index);
template void activate(Activation, double*, Index);

}  // namespace rom::network
#endif
