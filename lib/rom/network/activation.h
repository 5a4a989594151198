// Activation functions, applied element by element.
#pragma once

#include "rom/base/names.h"
#include "rom/base/types.h"

namespace rom::network {

enum class Activation { identity, softplus, tanh, sine, relu, elu, gelu, silu, sigmoid };

// values (in: x, out: f(x)) and derivatives (out: f'(x)), `count` of each. Vectorised; no allocation.
// GELU is the exact one, x Phi(x); ELU has alpha = 1; the derivative of ReLU at 0 is 0.
template <class Scalar>
void activate(Activation activation, Scalar* values, Scalar* derivatives, Index count);

// The same without the derivatives.
template <class Scalar>
void activate(Activation activation, Scalar* values, Index count);

}  // namespace rom::network

template <>
struct rom::Choices<rom::network::Activation> {
    static constexpr const char* what = "activation";
    static constexpr std::array names = {"identity", "softplus", "tanh", "sine",   "relu",
                                         "elu",      "gelu",     "silu", "sigmoid"};
};
