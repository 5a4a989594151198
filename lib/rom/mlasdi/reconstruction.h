// The misfit of a decoder, mean((T - decoder(Z))^2), and its gradient: the part that the losses of all stages share.
#pragma once

#include <optional>
#include <vector>

#include "rom/mlasdi/last_layer.h"
#include "rom/network/network.h"

namespace rom::mlasdi {

// With ridge = 0 the weights are the decoder's. With ridge > 0 its last layer is solved for (see last_layer.h), and
// the weights are those of the other layers, in the same order.
template <class Scalar>
class Reconstruction {
public:
    // Means are taken over `entries`.
    Reconstruction(const network::Architecture& decoder, const std::vector<Share>& shares, double entries,
                   double ridge);

    Index weight_count() const { return trained_.weight_count(); }

    struct Value {
        double misfit = 0;   // sum of squares / entries
        double penalty = 0;  // that of the ridge / entries
    };

    // Collective. latent: [latent, count]; target: [outputs, count]. For this rank's shares it sets gradients[k] from
    // `offset` on to the part of share k in the gradient by the weights, and `by_latent` [latent, count] to that by Z
    // unless it is null.
    Value evaluate(const Scalar* weights, const Matrix<Scalar>& latent, const Matrix<Scalar>& target,
                   std::vector<Vector<Scalar>>& gradients, Index offset, Matrix<Scalar>* by_latent);

    // The last layer for given trained weights, with one of the ridges from held-out cases (see choose_ridge).
    RidgeChoice choose_last_layer(const Scalar* weights, const Matrix<Scalar>& latent, const Matrix<Scalar>& target,
                                  Index cases, std::span<const double> ridges) const;

    // All weights of the decoder, given the trained ones and the last layer.
    Vector<Scalar> complete(const Scalar* weights, const Eigen::MatrixXd& last_layer) const;

private:
    network::Architecture decoder_;
    network::Architecture trained_;  // the layers whose weights are trained
    std::vector<Share> shares_;
    std::vector<std::vector<Share>> pieces_;  // of each share
    double entries_;
    network::ArrangedWeights<Scalar> arranged_;
    std::vector<network::Workspace<Scalar>> work_;  // of each share
    std::optional<LastLayer<Scalar>> last_;
    std::vector<Matrix<Scalar>> misfit_;  // of each share, if the last layer is solved for
    std::vector<Matrix<Scalar>> by_features_;
    Eigen::MatrixXd misfits_;  // sums of squares, [1, shares]
};

}  // namespace rom::mlasdi
