// SPDX-License-Identifier: MIT
#include "plugins/kiro/schema.h"

#include <algorithm>

namespace aipool::kiro {
namespace {

// Their members are schemas by name: "properties" may well hold one that is called "additionalProperties".
constexpr std::string_view kNamedSchemas[] = {"properties", "patternProperties", "$defs", "definitions",
                                              "dependentSchemas"};
// Their values are data, or schemas that are read where they are used.
constexpr std::string_view kData[] = {"enum", "const", "default", "examples", "example", "required"};

bool is_one_of(json::Value key, std::span<const std::string_view> names) {
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) { return key.equals(name); });
}

class SchemaWriter {
 public:
  SchemaWriter(const Target& target, const Place& place) : target_(target), out_(target.out), place_(place) {}

  void root(json::Value schema) {
    out_.begin_object();
    if (!schema.find("type").is_string()) out_.key("type").string("object");
    members(schema);
    if (!schema.find("properties").is_object()) out_.key("properties").begin_object().end_object();
    out_.end_object();
  }

 private:
  // A null says no more than absence, and so does an empty list of what is required.
  static bool says_nothing(const json::Member& member) {
    return member.value.is_null() || (member.key.equals("required") && member.value.size() == 0);
  }

  bool refused(const json::Member& member) const {
    constexpr std::string_view kRefused[] = {"$schema", "$id", "additionalProperties"};
    if (!is_one_of(member.key, kRefused)) return false;
    target_.lose(place_, member.key.string() + ": the service refuses it in a schema");
    return true;
  }

  void members(json::Value schema) {
    for (const json::Member member : schema.members()) {
      if (says_nothing(member) || refused(member)) continue;
      out_.key_raw(member.key.string_raw());
      if (is_one_of(member.key, kData)) {
        out_.raw(member.value.raw());
      } else if (is_one_of(member.key, kNamedSchemas) && member.value.is_object()) {
        named(member.value);
      } else {
        value(member.value);
      }
    }
  }

  void named(json::Value schemas) {
    out_.begin_object();
    for (const json::Member member : schemas.members()) {
      if (member.value.is_null()) continue;
      if (member.key.string_raw().empty()) {
        target_.lose(place_, "a parameter without a name: the service refuses it");
        continue;
      }
      out_.key_raw(member.key.string_raw());
      value(member.value);
    }
    out_.end_object();
  }

  void value(json::Value value) {
    if (value.is_object()) {
      out_.begin_object();
      members(value);
      out_.end_object();
    } else if (value.is_array()) {
      out_.begin_array();
      for (const json::Value each : value.elements()) this->value(each);
      out_.end_array();
    } else {
      out_.raw(value.raw());
    }
  }

  const Target& target_;
  json::Writer& out_;
  const Place& place_;
};

}  // namespace

void write_schema(const Target& target, std::string_view schema, const Place& place) {
  json::Document document;
  const bool is_object = document.parse(schema) == json::Error::kNone && document.root().is_object();
  if (!is_object && !schema.empty()) target.lose(place, "a schema that is no JSON object");
  SchemaWriter(target, place).root(document.root());
}

}  // namespace aipool::kiro
