// SPDX-License-Identifier: MIT
#include "core/config/environment.h"

#include <cctype>
#include <cstdlib>
#include <utility>

namespace aipool::config {
namespace {

bool is_variable_name(std::string_view name) {
  if (name.empty() || std::isdigit(static_cast<unsigned char>(name.front())) != 0) return false;
  for (const char c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_') return false;
  return true;
}

class Expansion {
 public:
  Expansion(const Environment& environment, Faults& faults) : environment_(environment), faults_(faults) {}

  void visit(Value& value) {
    if (value.text.find("${") != std::string::npos) replace(value);
    for (Value& item : value.items) visit(item);
    for (Entry& entry : value.entries) visit(entry.value);
  }

 private:
  void replace(Value& value) {
    const std::string_view source = value.text;
    std::string text;
    bool substituted = false;
    for (std::size_t at = 0; at < source.size();) {
      const std::string_view rest = source.substr(at);
      if (rest.starts_with("$${")) {
        text += "${";
        at += 3;
      } else if (rest.starts_with("${")) {
        const std::size_t end = rest.find('}');
        const auto found = look_up(rest.substr(2, end == rest.npos ? end : end - 2), end != rest.npos, value.position);
        if (!found) {
          value.kind = Kind::kUnresolved;
          return;
        }
        text += *found;
        substituted = true;
        at += end + 1;
      } else {
        text += rest.front();
        ++at;
      }
    }
    if (substituted) {
      value = substituted_value(std::move(text), std::move(value.position));
    } else {
      value.text = std::move(text);
    }
  }

  std::optional<std::string> look_up(std::string_view name, bool closed, const Position& at) {
    if (!closed || !is_variable_name(name)) {
      add_fault(faults_, at, "malformed ${...}", "write ${NAME} with letters, digits and _, or $${ for a literal ${");
      return std::nullopt;
    }
    const std::string variable(name);
    auto found = environment_(variable);
    if (!found)
      add_fault(faults_, at, "environment variable " + variable + " is not set",
                "set it, or write the value here (a literal ${ is written $${)");
    return found;
  }

  const Environment& environment_;
  Faults& faults_;
};

}  // namespace

Environment process_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) return std::nullopt;
    return std::string(value);
  };
}

void expand(Value& value, const Environment& environment, Faults& faults) {
  Expansion(environment, faults).visit(value);
}

}  // namespace aipool::config
