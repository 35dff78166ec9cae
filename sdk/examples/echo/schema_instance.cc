// SPDX-License-Identifier: MIT
#include "schema_instance.h"

#include <aipool/json.hpp>
#include <cstddef>

namespace echo {
namespace {

namespace json = aipool::json;

constexpr int kDepthMax = 12;
constexpr std::size_t kBytesMax = 64 * 1024;  // references may fan out without end

class Instance {
 public:
  Instance(json::Value root, std::string& out) : root_(root), out_(out), writer_(out) {}

  void write(json::Value schema, int depth = 0) {
    if (!schema.is_object() || depth > kDepthMax || out_.size() > kBytesMax) {
      writer_.raw("{}");
      return;
    }
    if (const json::Value reference = schema.find("$ref")) return write(target(reference.string()), depth + 1);
    for (const char* given : {"const", "default"}) {
      if (const json::Value value = schema.find(given); value && !value.is_null()) {
        writer_.raw(value.raw());
        return;
      }
    }
    if (const json::Value first = first_of(schema.find("enum"))) {
      writer_.raw(first.raw());
      return;
    }
    for (const char* choice : {"anyOf", "oneOf", "allOf"}) {
      if (const json::Value first = first_of(schema.find(choice))) return write(first, depth + 1);
    }
    write_type(schema, type_of(schema), depth);
  }

 private:
  static json::Value first_of(json::Value list) {
    for (const json::Value element : list.elements()) return element;
    return {};
  }

  // The first type that is not null; an object if there are properties.
  static std::string type_of(json::Value schema) {
    const json::Value type = schema.find("type");
    if (type.is_string()) return type.string();
    for (const json::Value each : type.elements()) {
      if (!each.equals("null")) return each.string();
    }
    return schema.find("properties") ? "object" : "string";
  }

  void write_type(json::Value schema, const std::string& type, int depth) {
    const json::Value minimum = schema.find("minimum");
    if (type == "object") {
      writer_.begin_object();
      for (const json::Member property : schema.find("properties").members()) {
        writer_.key_raw(property.key.string_raw());
        write(property.value, depth + 1);
      }
      writer_.end_object();
    } else if (type == "array") {
      writer_.begin_array();
      if (const json::Value items = schema.find("items")) {
        write(items, depth + 1);
      } else {
        writer_.string(kText);
      }
      writer_.end_array();
    } else if (type == "integer" || type == "number") {
      writer_.raw(minimum.is_number() ? minimum.raw() : type == "integer" ? "42" : "4.2");
    } else if (type == "boolean") {
      writer_.boolean(true);
    } else if (type == "null") {
      writer_.null();
    } else {
      writer_.string(kText);
    }
  }

  // "#/$defs/name"
  json::Value target(std::string_view pointer) const {
    json::Value value = root_;
    std::size_t at = pointer.find('/');
    while (at != std::string_view::npos) {
      const std::size_t end = pointer.find('/', at + 1);
      value = value.find(pointer.substr(at + 1, end == std::string_view::npos ? end : end - at - 1));
      at = end;
    }
    return value;
  }

  static constexpr std::string_view kText = "mock";

  json::Value root_;
  std::string& out_;
  json::Writer writer_;
};

}  // namespace

std::string instance_of_schema(std::string_view schema) {
  json::Document document;
  if (document.parse(schema) != json::Error::kNone) return "{}";
  std::string out;
  Instance(document.root(), out).write(document.root());
  return out;
}

}  // namespace echo
