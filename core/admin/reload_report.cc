// SPDX-License-Identifier: MIT
#include "core/admin/reload_report.h"

#include <string_view>

#include "aipool/json.hpp"

namespace aipool::admin {
namespace {

std::string_view outcome_name(ReloadReport::Outcome outcome) {
  switch (outcome) {
    case ReloadReport::Outcome::kReloaded:
      return "reloaded";
    case ReloadReport::Outcome::kUnchanged:
      return "unchanged";
    case ReloadReport::Outcome::kRefused:
      return "refused";
    case ReloadReport::Outcome::kStopping:
      return "stopping";
  }
  return "refused";
}

void write_list(json::Writer& out, std::string_view key, const std::vector<std::string>& texts) {
  out.key(key).begin_array();
  for (const std::string& text : texts) out.string(text);
  out.end_array();
}

}  // namespace

int http_status(const ReloadReport& report) {
  switch (report.outcome) {
    case ReloadReport::Outcome::kRefused:
      return 422;
    case ReloadReport::Outcome::kStopping:
      return 503;
    case ReloadReport::Outcome::kReloaded:
    case ReloadReport::Outcome::kUnchanged:
      return 200;
  }
  return 200;
}

std::string to_json(const ReloadReport& report) {
  std::string body;
  json::Writer out(body);
  out.begin_object().key("status").string(outcome_name(report.outcome));
  write_list(out, "changed", report.changed);
  write_list(out, "kept", report.kept);
  write_list(out, "plugins", report.plugins);
  out.key("faults").begin_array();
  for (const config::Diagnostic& fault : report.faults) {
    out.begin_object().key("file").string(fault.position.file);
    out.key("line").number(fault.position.line).key("column").number(fault.position.column);
    out.key("message").string(fault.message).key("fix").string(fault.fix).end_object();
  }
  out.end_array().end_object();
  return body;
}

}  // namespace aipool::admin
