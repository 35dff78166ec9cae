// SPDX-License-Identifier: MIT
//
// Lookup answers everything that is no generation, in one step: models, token counts, embeddings.
//
// Flow:      step(START) -> events -> END.
// Threading: one call, one thread at a time.
// Ownership: keeps the request's struct; what that points to outlives the call.
// Errors:    AIP_E_NOT_FOUND for a model that echo does not have.
#pragma once

#include <aipool/sdk.hpp>

namespace echo {

inline constexpr std::string_view kModel = "echo";

class Lookup : public aipool::sdk::StepCall {
 public:
  explicit Lookup(const aip_request& request) : request_(request) {}

  void step(aipool::sdk::Env& env, const aip_input& input, aipool::sdk::Out& out) override;

 private:
  void embed(aipool::sdk::Out& out) const;
  void count_tokens(aipool::sdk::Out& out) const;

  aip_request request_;
};

}  // namespace echo
