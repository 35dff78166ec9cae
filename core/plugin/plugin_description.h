// SPDX-License-Identifier: MIT
//
// PluginDescription is all that a probe found out about a plugin, and the way it crosses from the child that found it.
//
// Flow:      child: describe -> to_json; parent: read_module, read_roles_text; `plugins inspect` prints it.
// Threading: plain values and pure functions.
// Ownership: owns its text, none of which can disturb a terminal.
// Errors:    reading gives false for what no child of ours can have written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/config/options.h"

namespace aipool::plugin {

class LoadedModule;
class Generation;

struct PluginDescription {
  struct Protocol {
    std::string id;
    bool client = false;
    bool upstream = false;
    std::vector<std::string> routes;  // "POST /v1/chat/completions"
  };
  struct Provider {
    std::string id;
    bool steps = false;
    std::vector<std::string> protocols;
    std::string base_url;
    std::vector<config::OptionSpec> options;
  };

  std::string name;
  std::string version;
  std::string vendor;
  std::string license;
  std::string abi;
  std::vector<config::OptionSpec> options;
  // Known once an instance was made.
  bool created = false;
  std::vector<Protocol> protocols;
  std::vector<Provider> providers;
};

// JSON of the first six members, and of the others.
std::string module_json(const LoadedModule& module);
std::string roles_json(const Generation& generation);
bool read_module_json(std::string_view json, PluginDescription& description);
bool read_roles_json(std::string_view json, PluginDescription& description);

// Valid UTF-8 without control characters; a question mark for each byte that is none.
std::string printable(std::string_view text);

}  // namespace aipool::plugin
