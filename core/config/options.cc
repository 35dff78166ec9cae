// SPDX-License-Identifier: MIT
#include "core/config/options.h"

#include <algorithm>
#include <utility>

#include "core/config/canonical_text.h"
#include "core/config/nearest.h"
#include "core/config/yaml_reader.h"

namespace aipool::config {
namespace {

class OptionCheck {
 public:
  OptionCheck(const RawOptions& options, std::string_view owner, Faults& faults)
      : options_(options), owner_(owner), faults_(faults) {}

  void refuse_unknown(std::span<const OptionSpec> specs) {
    std::vector<std::string_view> known;
    for (const OptionSpec& spec : specs) known.push_back(spec.name);
    known.insert(known.end(), options_.host_keys.begin(), options_.host_keys.end());
    for (const Entry& entry : options_.entries)
      if (std::ranges::find(specs, entry.key, &OptionSpec::name) == specs.end())
        add_fault(faults_, entry.position, owner_ + ": unknown option " + quote_key(entry.key),
                  suggest("options", entry.key, known));
  }

  std::optional<std::string> text_of(const OptionSpec& spec) {
    const auto entry = std::ranges::find(options_.entries, spec.name, &Entry::key);
    if (entry != options_.entries.end()) return checked(spec, entry->value);
    if (spec.default_text) return checked(spec, default_value(*spec.default_text));
    if (spec.required)
      add_fault(faults_, options_.position, owner_ + ": the option \"" + spec.name + "\" is missing",
                spec.help.empty() ? "add it" : "add it: " + spec.help);
    return std::nullopt;
  }

 private:
  std::optional<std::string> checked(const OptionSpec& spec, const Value& value) {
    auto text = canonical_text(spec.type, value);
    if (text) return text;
    const Value* member = first_without_text(value);
    const bool blames_member = is_collection(spec.type, value) && member != nullptr;
    add_type_fault(faults_, blames_member ? *member : value, owner_ + "." + spec.name,
                   blames_member ? kExpectString : expectation_of(spec.type));
    return std::nullopt;
  }

  static bool is_collection(OptionType type, const Value& value) {
    return (type == OptionType::kStringList && value.kind == Kind::kList) ||
           (type == OptionType::kStringMap && value.kind == Kind::kMap);
  }

  static const Value* first_without_text(const Value& collection) {
    for (const Value& item : collection.items)
      if (as_text(item) == nullptr) return &item;
    for (const Entry& entry : collection.entries)
      if (as_text(entry.value) == nullptr) return &entry.value;
    return nullptr;
  }

  // A default has no quotes of its own, so a scalar may serve as a string, too.
  Value default_value(const std::string& text) {
    const Value scalar = substituted_value(text, options_.position);
    if (!text.starts_with('[') && !text.starts_with('{')) return scalar;
    return read_yaml(text, options_.position.file, faults_).value_or(scalar);
  }

  const RawOptions& options_;
  std::string owner_;
  Faults& faults_;
};

}  // namespace

std::vector<OptionValue> check_options(std::span<const OptionSpec> specs, const RawOptions& options,
                                       std::string_view owner, Faults& faults) {
  OptionCheck check(options, owner, faults);
  check.refuse_unknown(specs);
  std::vector<OptionValue> values;
  for (const OptionSpec& spec : specs)
    if (auto text = check.text_of(spec)) values.push_back({spec.name, *std::move(text), spec.secret});
  return values;
}

}  // namespace aipool::config
