// SPDX-License-Identifier: MIT
#include "core/plugin/out.h"

#include <algorithm>
#include <new>
#include <span>

#include "aipool/json.hpp"
#include "aipool/sdk/events.hpp"
#include "core/plugin/abi_view.h"

namespace aipool::plugin {
namespace {

template <typename T>
bool has_size(const T* source) noexcept {
  return source == nullptr || source->struct_size == sizeof(T);
}

bool is_whole(const aip_event* event) noexcept {
  return event != nullptr && has_size(event) && has_size(event->usage) && has_size(event->error);
}

bool is_utf8(aip_bytes bytes) noexcept {
  if (bytes.len == 0) return true;
  const char* const end = bytes.data + bytes.len;
  return json::find_invalid_utf8(bytes.data, end) == end;
}

}  // namespace

Out::Out(Sink& sink, unsigned uses, std::size_t splice_source_size) noexcept
    : sink_(sink), splices_(splice_source_size), own_texts_((uses & kOwnTexts) != 0), table_(sized<aip_out>()) {
  table_.ctx = this;
  if ((uses & kBytes) != 0) table_.bytes = on_bytes;
  if ((uses & kSplices) != 0) table_.splice = on_splice;
  if ((uses & kEvents) != 0) table_.event = on_event;
  if ((uses & kExchanges) != 0) table_.http = on_http;
  if ((uses & kExchanges) != 0) table_.timer = on_timer;
}

Result<void> Out::result(CallEnv& env, aip_rc rc, ErrorSource fault) const {
  switch (state_) {
    case State::kBadSplice:
      return env.broken("a splice outside its source or out of order");
    case State::kBadText:
      return env.broken("a text that is none: absent, too long or not UTF-8");
    case State::kBadEvent:
      return env.broken("an event that lacks what its kind is about");
    case State::kNoMemory:
      return env.error(AIP_E_NOMEM, ErrorSource::kPlugin);
    case State::kSinkFailed:
      return make_error(ErrorCode::kInternal, ErrorSource::kInternal, "the receiver failed");
    case State::kOpen:
    case State::kStopped:
      break;
  }
  return env.result(rc, fault);
}

// No exception of the host's may run through the plugin's frames.
template <typename Deliver>
aip_rc Out::deliver(Deliver&& to_sink) noexcept {
  if (state_ == State::kStopped) return AIP_STOP;
  if (state_ != State::kOpen) return AIP_E_INTERNAL;
  try {
    return to_sink() ? AIP_OK : refuse(State::kStopped, AIP_STOP);
  } catch (const std::bad_alloc&) {
    return refuse(State::kNoMemory, AIP_E_NOMEM);
  } catch (...) {
    return refuse(State::kSinkFailed, AIP_E_INTERNAL);
  }
}

aip_rc Out::refuse(State state, aip_rc rc) noexcept {
  state_ = state;
  return rc;
}

// Events go on to other plugins, which believe the host, and to clients.
bool Out::accepts(const aip_event& event) const noexcept {
  const auto all = [this](const auto&... texts) {
    return ((is_text(texts) && (!own_texts_ || is_utf8(texts))) && ...);
  };
  if (!all(event.text, event.name, event.id, event.json, event.media_type)) return false;
  if (event.usage != nullptr && !all(event.usage->json)) return false;
  if (const aip_error* error = event.error; error != nullptr) {
    if (!all(error->message, error->type, error->code, error->param)) return false;
  }
  if (event.extras.count > kTextMax / sizeof(aip_extra) || (event.extras.items == nullptr && event.extras.count != 0))
    return false;
  const std::span extras(event.extras.items, event.extras.count);
  return std::all_of(extras.begin(), extras.end(), [&](const aip_extra& extra) { return all(extra.key, extra.raw); });
}

Out::State Out::look_at(const aip_event& event) const noexcept {
  if (!sdk::events::is_complete(event)) return State::kBadEvent;
  return accepts(event) ? State::kOpen : State::kBadText;
}

aip_rc Out::on_bytes(void* ctx, aip_bytes bytes) noexcept {
  Out& out = *static_cast<Out*>(ctx);
  if (!is_text(bytes)) return out.refuse(State::kBadText, AIP_E_INTERNAL);
  return out.deliver([&] { return out.sink_.bytes(text(bytes)); });
}

aip_rc Out::on_splice(void* ctx, const aip_splice* splice) noexcept {
  Out& out = *static_cast<Out*>(ctx);
  if (splice == nullptr || !is_text(splice->insert) || !out.splices_.accept(*splice))
    return out.refuse(State::kBadSplice, AIP_E_INTERNAL);
  return out.deliver([&] { return out.sink_.splice(*splice); });
}

// A plugin of another minor may have made shorter structs: the Sink always sees whole ones.
aip_rc Out::on_event(void* ctx, const aip_event* source) noexcept {
  Out& out = *static_cast<Out*>(ctx);
  if (is_whole(source)) {
    if (const State bad = out.look_at(*source); bad != State::kOpen) return out.refuse(bad, AIP_E_INTERNAL);
    return out.deliver([&] { return out.sink_.event(*source); });
  }
  aip_event event = zero_extended(source);
  aip_usage usage;
  aip_error error;
  if (event.usage != nullptr && event.usage->struct_size < sizeof usage) {
    usage = zero_extended(event.usage);
    event.usage = &usage;
  }
  if (event.error != nullptr && event.error->struct_size < sizeof error) {
    error = zero_extended(event.error);
    event.error = &error;
  }
  if (const State bad = out.look_at(event); bad != State::kOpen) return out.refuse(bad, AIP_E_INTERNAL);
  return out.deliver([&] { return out.sink_.event(event); });
}

aip_rc Out::on_http(void* ctx, const aip_http* request) noexcept {
  Out& out = *static_cast<Out*>(ctx);
  return out.deliver([&] { return out.sink_.http(zero_extended(request)); });
}

aip_rc Out::on_timer(void* ctx, std::uint32_t id, std::uint32_t delay_ms) noexcept {
  Out& out = *static_cast<Out*>(ctx);
  return out.deliver([&] { return out.sink_.timer(id, std::chrono::milliseconds(delay_ms)); });
}

}  // namespace aipool::plugin
