// An epoch works in memory that is there: counted at malloc itself. Not with sanitizers, which replace it.
#include <array>
#include <atomic>

#include "rom/mlasdi/loss.h"
#include "rom/optimise/adam.h"
#include "support.h"

#ifdef __GLIBC__

namespace {
std::atomic<long> allocations = 0;
}

// NOLINTNEXTLINE(bugprone-reserved-identifier): glibc's own name for what is counted below.
extern "C" void* __libc_malloc(std::size_t size);
extern "C" void* malloc(std::size_t size) {
    ++allocations;
    return __libc_malloc(size);
}

using namespace rom;

namespace {

// Allocations in an epoch, the loss with its gradient and a step of Adam, after a first one.
template <class LossObject>
long allocations_of(LossObject& loss, Vector<float> weights) {
    Vector<float> gradient;
    optimise::AdamState<float> state;
    const std::array groups = {optimise::RateGroup{0, weights.size(), 1}};
    const auto epoch = [&] {
        loss(weights, gradient);
        optimise::adam_step<float>(weights, gradient, state, 1e-3, std::span<const optimise::RateGroup>(groups));
    };
    epoch();
    const long before = allocations;
    epoch();
    return allocations - before;
}

}  // namespace

TEST_CASE("an epoch of either stage allocates nothing") {
    const Index cases = 2;
    const Index times = 210;
    const auto encoder =
        network::make_architecture({40, 60, 20, 6}, network::Activation::softplus, network::Activation::softplus);
    const auto decoder =
        network::make_architecture({6, 20, 60, 40}, network::Activation::sine, network::Activation::tanh);
    const Matrix<float> snapshots = test::random_matrix(40, cases * times, 1).cast<float>();
    const Matrix<float> latent = test::random_matrix(6, cases * times, 2).cast<float>();
    const auto weights = [](const network::Architecture& a) {
        return network::initialise(a, network::Initialisation::xavier_uniform, a.inputs(), a.outputs(), 1);
    };
    Vector<float> both(encoder.weight_count() + decoder.weight_count());
    both << weights(encoder).cast<float>(), weights(decoder).cast<float>();
    mlasdi::AutoencoderLoss<float> first(
        encoder, decoder, snapshots, 40, 0, cases, dynamics::Library::linear,
        dynamics::derivative_form(dynamics::Derivative::sbp24, TimeGrid::uniform(times, 0.1)), {});
    CHECK(allocations_of(first, both) == 0);
    mlasdi::DecoderLoss<float> second(decoder, latent, snapshots, 40, 0, cases);
    CHECK(allocations_of(second, weights(decoder).cast<float>()) == 0);
    mlasdi::DecoderLoss<float> projected(decoder, latent, snapshots, 40, 0, cases, 1e-4);
    CHECK(allocations_of(projected, weights(decoder).head(decoder.weight_offset(2)).cast<float>()) == 0);
}

#endif
