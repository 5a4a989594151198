// Reports of the tools as JSON text.
#pragma once

#include <optional>
#include <string>

#include "rom/base/record.h"
#include "rom/evaluation/ensemble.h"
#include "rom/evaluation/left_out.h"
#include "rom/evaluation/report.h"
#include "rom/evaluation/verdict.h"
#include "rom/files/inputs.h"
#include "rom/files/provenance.h"
#include "rom/mlasdi/predictability.h"
#include "rom/prediction/acquisition.h"
#include "rom/prediction/baseline.h"

namespace rom::files {

std::string json_of(const Record& record);
std::string json_of(const evaluation::ErrorReport& report, const Provenance& provenance);
std::string json_of(const evaluation::NormalisedErrors& errors, const Provenance& provenance);

// What rom-sample found; `shown` parameters are to be simulated next, none if the model is sure enough.
std::string json_of(const prediction::Scores& scores, const Parameters& candidates, const std::string& measure,
                    Index samples, Index shown, bool enough);

// The best one is marked. `logarithmic`: of the parameters, as in gp::ParameterSpace.
std::string table_of(const std::vector<evaluation::InterpolationReport>& report, const std::vector<bool>& logarithmic);
std::string json_of(const std::vector<evaluation::InterpolationReport>& report, const std::vector<bool>& logarithmic);

// A line for each member, by its name, and one for all together.
std::string table_of(const evaluation::EnsembleVerdict& verdict, const std::vector<std::string>& names);
std::string json_of(const evaluation::EnsembleVerdict& verdict, const std::vector<std::string>& names);

// What rom-stage has added.
struct StageReport {
    std::size_t stage = 0;
    double epsilon = 0;
    double residual_before = 0;  // Frobenius, relative to the centred snapshots
    double residual_after = 0;
    std::optional<mlasdi::Predictability> explained;  // of decoders of models of rom-encode
    // Of models of rom-encode.
    std::optional<evaluation::InterpolationReport> interpolation = {};  // of an interpolated stage: of the residual
    std::optional<evaluation::Verdict> before = {};
    std::optional<evaluation::Verdict> after = {};
};
Record record_of(const StageReport& report);
std::string json_of(const StageReport& report);
std::string table_of(const StageReport& report);

}  // namespace rom::files
