// How far the dynamics of an autoencoder carry its training snapshots.
#pragma once

#include <vector>

#include "rom/base/time_grid.h"
#include "rom/dynamics/linear_form.h"
#include "rom/network/network.h"

namespace rom::mlasdi {

// ||U - U^|| / ||U||, Frobenius, for U^ the decoded trajectories of the SINDy fits from each case's first latent state.
// Unlike the loss it counts what small errors of the dynamics add up to. Cases of one group (Penalties::group_of) have
// one fit. Always finite. weights: the encoder's, then
// the decoder's; snapshots: coordinates [rank, cases * times]; form, grid: in the same unit of time.
template <class Scalar>
double roll_out_error(const network::Architecture& encoder, const network::Architecture& decoder,
                      const Vector<Scalar>& weights, const Matrix<Scalar>& snapshots, dynamics::Library library,
                      const dynamics::LinearForm& form, const TimeGrid& grid, const std::vector<Index>& group_of = {});

}  // namespace rom::mlasdi
