// Activation functions, applied element by element.
#pragma once

#include <string>

#include "rom/names.h"
#include "rom/network/types.h"

namespace rom::network {

enum class Activation { identity, softplus, tanh, sine, relu, elu, gelu, silu, sigmoid };

// The names of all activations, in the order of the enumeration; for options and files.
Names activation_names();
const char* name_of(Activation activation);
// Throws Error naming the known ones.
Activation activation_from(const std::string& name);

// values (in: x, out: f(x)) and derivatives (out: f'(x)), `count` of each. Vectorised; no allocation.
// GELU is the exact one, x Phi(x); ELU has alpha = 1; the derivative of ReLU at 0 is 0.
template <class Scalar>
void activate(Activation activation, Scalar* values, Scalar* derivatives, Index count);

// The same without the derivatives.
template <class Scalar>
void activate(Activation activation, Scalar* values, Index count);

}  // namespace rom::network
