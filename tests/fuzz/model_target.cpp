// model.json of rom-encode and rom-stage.
#include "rom/files/model_file.h"

#include "rom/prediction/decoding.h"
#include "target.h"

namespace {

using namespace rom;

// Encodes, decodes and interpolates one state.
void ask(const files::StoredModel& stored) {
    const mlasdi::ReducedModel& model = stored.model;
    const Index rank = model.coordinates.rank();
    const Eigen::MatrixXd latent = mlasdi::encode(model, Eigen::MatrixXd::Zero(rank, 1));
    fuzz::use(mlasdi::decode(model, latent, static_cast<Index>(model.stages.size())).sum());
    const prediction::SnapshotDecoder<float> decode(model.coordinates, model.stages);
    Eigen::MatrixXd beside(rank, 1);
    beside.setZero();
    if (stored.interpolated) {
        const prediction::CaseInterpolation& states = stored.interpolated->states;
        beside = prediction::predict_known(states, states.space().inputs.topRows(1), states.grid.times().head(1));
        fuzz::use(prediction::spread_at(states, states.space().inputs.topRows(1)).directions.sum());
    }
    const Matrix<float> z = latent.cast<float>();
    const Matrix<float> q = beside.cast<float>();
    fuzz::use(static_cast<double>(decode(z, q).sum()));
    fuzz::use(model.snapshot_grid().last());
    fuzz::use(static_cast<double>(mlasdi::summary_of(model).size()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static fuzz::Folder folder("model", "model.json");
    folder.put({data, size});
    fuzz::attempt([&] { ask(files::read_model(folder.path())); });
    fuzz::attempt([&] { fuzz::ask_description(folder.path()); });
    return 0;
}
