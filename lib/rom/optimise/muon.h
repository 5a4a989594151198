// Muon (Jordan et al. 2024): steps along the momentum with its singular values set to one, so that a layer learns in
// all directions alike and not mostly in those in which its inputs vary most.
#pragma once

#include "rom/optimise/adam.h"

namespace rom::optimise {

template <class Scalar>
struct MuonState {
    AdamState<Scalar> adam;  // the momentum of matrices is its first moment

    static constexpr const char* name = "muon";
    template <class Self, class Visit>
    static void fields(Self& self, const Visit& visit) {
        AdamState<Scalar>::fields(self.adam, visit);
    }
};

// One step. A group that is a matrix goes along the orthogonal factor of its momentum, by 2.5 of its rate, whatever its
// size: one rate then suits narrow and wide layers, which steps of equal entries (Liu et al. 2025, arXiv 2502.16982) do
// not have. All others take a step of Adam. The groups cover the weights without overlap. Collective: ranks share the
// matrices.
template <class Scalar>
void muon_step(Vector<Scalar>& weights, const Vector<Scalar>& gradient, MuonState<Scalar>& state, double rate,
               std::span<const RateGroup> groups);

// Nearly U V^T for X = U S V^T: singular values of at least a hundredth of ||X||, Frobenius, come out between 0.73 and
// 1.27, and smaller ones below. By three odd polynomials, in products of matrices alone (as in Amsel et al. 2025, arXiv
// 2505.16932).
template <class Scalar>
Matrix<Scalar> orthogonal_factor(Matrix<Scalar> x);

}  // namespace rom::optimise
