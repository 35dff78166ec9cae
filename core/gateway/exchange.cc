// SPDX-License-Identifier: MIT
#include "core/gateway/exchange.h"

#include "core/gateway/estimate_exchange.h"
#include "core/gateway/model_exchange.h"
#include "core/gateway/protocol_exchange.h"
#include "core/gateway/step_exchange.h"

namespace aipool::gateway {

std::unique_ptr<Exchange> open_exchange(Transaction& transaction, const Binding& binding,
                                        http::Cancellation& cancellation, std::chrono::milliseconds first_content) {
  const plugin::Provider& provider = *transaction.pool->provider;
  const aip_enum operation = transaction.request.operation;
  if (operation == AIP_OP_COUNT_TOKENS && provider.support(*binding.account, operation) == plugin::Support::kNone) {
    return std::make_unique<EstimateExchange>(transaction);
  }
  if (operation == AIP_OP_SHOW_MODEL && provider.support(*binding.account, operation) == plugin::Support::kNone) {
    return std::make_unique<ModelExchange>(transaction);
  }
  if (provider.has_steps()) {
    return std::make_unique<StepExchange>(transaction, binding, cancellation);
  }
  return std::make_unique<ProtocolExchange>(transaction, binding, cancellation, first_content);
}

bool is_content(const aip_event& event) {
  switch (event.kind) {
    case AIP_EVENT_PART_DELTA:
    case AIP_EVENT_PART_SIGN: return event.text.len != 0;
    case AIP_EVENT_PART_START: return event.part_kind == AIP_PART_TOOL_CALL;
    case AIP_EVENT_ANNOTATION:
    case AIP_EVENT_FINISH:
    case AIP_EVENT_EMBEDDING:
    case AIP_EVENT_MODEL:
    case AIP_EVENT_COUNT:
    case AIP_EVENT_OPAQUE: return true;
    default: return false;
  }
}

}  // namespace aipool::gateway
