// HDF5: a dataset for each field, [cases, times, ...space], with the times as the scale of its axis.
#include "rom/exchange/hdf5_output.h"
#include "rom/exchange/writers.h"

namespace rom::exchange {

void write_hdf5(const Prediction& p, const std::string& path, const Progress& progress) {
    NewFile file(path);
    Hdf5Output out(file.temporary(), path);
    out.write<double>("time", {p.times}, p.time_values);
    out.attribute("time", "units", p.time_units);
    if (p.mesh) {
        const auto count = [](const auto& values) { return static_cast<std::int64_t>(values.size()); };
        out.create_group("mesh");
        out.write<double>("mesh/points", {count(p.mesh->points) / 3, 3}, p.mesh->points);
        out.write<std::int64_t>("mesh/connectivity", {count(p.mesh->connectivity)}, p.mesh->connectivity);
        out.write<std::int64_t>("mesh/offsets", {count(p.mesh->offsets)}, p.mesh->offsets);
        out.write<std::int64_t>("mesh/types", {count(p.mesh->types)}, p.mesh->types);
    }
    Index done = 0;
    with_type_of(p, [&]<class Scalar>(Scalar) {
        for (std::size_t k = 0; k < p.fields.size(); ++k) {
            const Field& field = p.fields[k];
            npy::Shape shape = {static_cast<std::int64_t>(p.selection.size()), p.times};
            shape.insert(shape.end(), p.space.begin(), p.space.end());
            std::vector<std::string> axes = {"case", "time"};
            for (const std::string& name : axes_of_space(p)) axes.push_back(name);
            if (field.width > 1) {
                shape.push_back(field.width);
                axes.emplace_back("component");
            }
            out.create<Scalar>(field.name, shape);
            out.label(field.name, axes);
            out.attach_times(field.name, "time", 1);
            for (hsize_t row = 0; row < p.selection.size(); ++row)
                for (Index time = 0; time < p.times; ++time) {
                    const std::vector<Scalar> values = values_at<Scalar>(p, k, p.selection[row], time);
                    out.put<Scalar>(field.name, {row, static_cast<hsize_t>(time)}, values);
                    progress(done += static_cast<Index>(values.size() * sizeof(Scalar)), p.bytes());
                }
        }
    });
    out.close();
    file.commit();
}

}  // namespace rom::exchange
