// What is asked for of a variable: which part, and in which order of its axes.
#pragma once

#include <string>
#include <vector>

#include "rom/exchange/source.h"

namespace rom::exchange {

// A part of a variable with its axes in some order.
struct View {
    Slab slab;                      // of all axes of the variable, in the order in which it shows them
    std::vector<std::size_t> axes;  // of the variable, for each axis of the view
    Shape shape;
    std::vector<std::string> dimensions;
};

// slice: as NumPy's within brackets, "0:100,:,::2", "...,3", with steps of at least 1; empty for all. axes: those that
// come first, by their names or numbers (of the variable's, from 0); the others follow in their order.
// Throws Error(2), with the variable's shape: a slice that does not fit it, an axis that it does not have.
View view_of(const Source& source, const Variable& variable, const std::string& slice,
             const std::vector<std::string>& axes);

// The view with these axes first.
View with_first(View view, const std::vector<std::size_t>& first);

// A part of a view (a range without steps for each of its axes), in C order, unpacked.
template <class Scalar>
void read_view(const Source& source, std::size_t variable, const View& view, const Slab& part, std::span<Scalar> out);

}  // namespace rom::exchange
