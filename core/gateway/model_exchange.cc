// SPDX-License-Identifier: MIT
#include "core/gateway/model_exchange.h"

#include "aipool/sdk/events.hpp"

namespace aipool::gateway {

Exchange::Progress ModelExchange::pull(AnswerSink& sink) {
  auto model = sdk::events::make(AIP_EVENT_MODEL);
  model.choice = AIP_NO_CHOICE;
  model.id = t_.request.upstream_model;
  sink.event(model);
  sink.event(sdk::events::end());
  return Progress::kEnd;
}

}  // namespace aipool::gateway
