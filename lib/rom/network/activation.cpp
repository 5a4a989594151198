#include "rom/network/activation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include <unsupported/Eigen/SpecialFunctions>

namespace rom::network {
namespace {

constexpr std::array kNames = {"identity", "softplus", "tanh", "sine", "relu", "elu", "gelu", "silu", "sigmoid"};

// Elements are worked on in blocks that stay in the first-level cache.
constexpr Index kBlock = 512;

template <class Scalar>
using Block = Eigen::Map<Eigen::Array<Scalar, Eigen::Dynamic, 1>>;

template <class Scalar>
using Scratch = Eigen::Array<Scalar, kBlock, 1>;

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
        case Activation::softplus:  // max(x, 0) + log(1 + exp(-|x|)), which neither overflows nor cancels
            e = (-x.abs()).exp();
            if (derivative) df() = (x >= Scalar(0)).select(one, e) / (one + e);
            x = x.max(Scalar(0)) + e.log1p();
            break;
        case Activation::tanh:
            x = x.tanh();
            if (derivative) df() = one - x.square();
            break;
        case Activation::sine:
            if (derivative) df() = x.cos();
            x = x.sin();
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

Names activation_names() { return kNames; }

const char* name_of(Activation activation) { return kNames.at(static_cast<std::size_t>(activation)); }

Activation activation_from(const std::string& name) {
    return static_cast<Activation>(index_of(kNames, name, "activation"));
}

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
