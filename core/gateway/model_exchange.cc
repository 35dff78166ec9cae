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
  model_.id = t_.model();
  const auto found =
      std::find_if(models->begin(), models->end(), [this](const Model& model) { return model.id == model_.id; });
  if (found != models->end()) model_ = *found;
  if (found != models->end() || models->empty()) co_return true;
  t_.call.set_failure(model_not_found(model_.id));
  const Error error = client_error(ErrorCode::kNotFound, t_.call.failure().message);
  fault_ = judge_start(t_, error);
  co_return false;
}

Exchange::Progress ModelExchange::pull(AnswerSink& sink) {
  sink.event(model_event(model_));
  sink.event(sdk::events::end());
  return Progress::kEnd;
}

}  // namespace aipool::gateway
