// SPDX-License-Identifier: MIT
//
// ResponseHead is what a response says of itself beside its output: id, status, usage, and the settings of its request.
//
// Flow:      filled from START, FINISH, USAGE and EXTRA; read by the encoder.
// Threading: one per answer.
// Ownership: owns its texts.
// Errors:    extras of another protocol are reported as losses.
#pragma once

#include <cstdint>
#include <string>

#include "plugins/openai/convert.h"

namespace aipool::openai::responses {

class ResponseHead {
 public:
  ResponseHead(sdk::Env& env, std::uint32_t origin, const aip_request& request);

  // True: the event was one of its own.
  bool take(sdk::Env& env, const aip_event& event);

  // The word for how it ended, and the event that says so.
  std::string_view status() const { return status_; }
  std::string end_event() const;
  bool cut_short() const { return status_ == "incomplete"; }

  // The whole object. `output`: items, separated by commas.
  std::string write_begun() const { return write("in_progress", {}, nullptr, {}, 0); }
  std::string write_ended(std::string_view output, std::int64_t now) const;
  std::string write_failed(std::string_view output, const aip_error& error, std::string_view code) const;
  std::string write_compacted(std::string_view output) const;

 private:
  std::string write(std::string_view status, std::string_view output, const aip_error* error, std::string_view code,
                    std::int64_t completed) const;
  void set_id(std::string_view id, bool own);
  void finish(const aip_event& event);

  const std::uint32_t origin_;
  std::string id_;
  std::string model_;
  std::int64_t created_;
  std::string status_ = "completed";
  std::string reason_;  // for which it is incomplete
  std::string usage_;
  std::string settings_;  // members, separated by commas
  std::string tier_;      // that was asked for
  OwnedExtras extras_;
  bool tier_known_ = false;   // the upstream says which one it was
  bool error_known_ = false;  // and why it failed
};

}  // namespace aipool::openai::responses
