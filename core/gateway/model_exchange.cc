// SPDX-License-Identifier: MIT
#include "core/gateway/model_exchange.h"

#include <algorithm>

#include "aipool/sdk/events.hpp"
#include "core/gateway/choose_pool.h"
#include "core/gateway/judge.h"
#include "core/gateway/models.h"

namespace aipool::gateway {

http::Task<bool> ModelExchange::start() {
  const Models models = co_await models_of(t_, *t_.pool);
  const std::string_view wanted = t_.model();
  const bool known = models->empty() || std::any_of(models->begin(), models->end(), [wanted](const Model& model) {
                       return model.id == wanted;
                     });
  if (known) co_return true;
  t_.call.set_failure(model_not_found(wanted));
  const Error error = client_error(ErrorCode::kNotFound, t_.call.failure().message);
  fault_ = judge_start(t_, error);
  co_return false;
}

Exchange::Progress ModelExchange::pull(AnswerSink& sink) {
  auto model = sdk::events::make(AIP_EVENT_MODEL);
  model.choice = AIP_NO_CHOICE;
  model.id = t_.request.upstream_model;
  sink.event(model);
  sink.event(sdk::events::end());
  return Progress::kEnd;
}

}  // namespace aipool::gateway
