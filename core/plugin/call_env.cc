// SPDX-License-Identifier: MIT
#include "core/plugin/call_env.h"

#include <time.h>

#include <new>
#include <string>
#include <utility>

#include "core/plugin/abi_view.h"

namespace aipool::plugin {
namespace {

// Read for every frame of a stream, and precise enough at the tick of the kernel. What a frame becomes has its time.
std::int64_t unix_ms_now() noexcept {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
  return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

// Codes by which a plugin says that it failed itself, whatever it was asked.
bool own_failure(ErrorCode code) {
  return code == ErrorCode::kPanic || code == ErrorCode::kInternal || code == ErrorCode::kNoMemory;
}

}  // namespace

CallEnv::CallEnv(Call& call, const Generation& callee, const char* function) noexcept
    : call_(call),
      callee_(callee),
      function_(function),
      outer_(call.running()),
      step_mark_(call.step_arena().mark()),
      env_(sized<aip_env>()),
      watched_(callee.services().watchdog(), callee.kept_name(), function) {
  env_.generation = callee.number();
  env_.ctx = this;
  env_.step = call.step_arena().abi();
  env_.call = call.arena().abi();
  env_.token = call.token();
  env_.call_id = bytes(call.id());
  env_.now_unix_ms = outer_ != nullptr ? outer_->now_unix_ms : unix_ms_now();
  env_.fail = on_fail;
  env_.loss = on_loss;
  call.set_running(&env_);
}

CallEnv::~CallEnv() {
  call_.set_running(outer_);
  call_.step_arena().rewind(step_mark_);
}

Result<void> CallEnv::result(aip_rc rc, ErrorSource fault) {
  if (rc == AIP_DECLINED) return error(AIP_E_UNSUPPORTED, fault);
  if (rc < 0) return error(rc, fault);
  return {};
}

Error CallEnv::error(aip_rc rc, ErrorSource fault) {
  OwnedError said = said_ ? *said_ : OwnedError();
  said.code = error_code(rc);
  const bool own = own_failure(said.code);
  if (said.code == ErrorCode::kPanic) callee_.services().report_panic(callee_.name(), function_, call_.id());

  Error error = make_error(said.code, own ? ErrorSource::kPlugin : fault, std::string(callee_.name()));
  error.detail.append(": ").append(function_).append(": ").append(said.message.empty() ? "no reason given"
                                                                                       : said.message);
  // A client hears nothing of a plugin's own failure.
  if (own) said = OwnedError();
  said.code = error.code;
  error.client_text = said.message;
  error.retry_after = said.retry_after;
  call_.set_failure(std::move(said));
  return error;
}

Error CallEnv::broken(std::string_view why) {
  said_ = std::make_unique<OwnedError>();
  said_->message = why;
  return error(AIP_E_INTERNAL, ErrorSource::kPlugin);
}

aip_rc CallEnv::on_fail(const aip_env* env, const aip_error* error) noexcept {
  if (error == nullptr || error->error_class >= 0) return AIP_E_INTERNAL;
  try {
    static_cast<CallEnv*>(env->ctx)->said_ = std::make_unique<OwnedError>(OwnedError::from(*error));
  } catch (const std::bad_alloc&) {
    return AIP_E_NOMEM;
  }
  return error->error_class;
}

void CallEnv::on_loss(const aip_env* env, aip_bytes pointer, aip_bytes why) noexcept {
  try {
    static_cast<CallEnv*>(env->ctx)->call_.add_loss(text(pointer), text(why));
  } catch (const std::bad_alloc&) {  // the count is kept, the words are not
  }
}

}  // namespace aipool::plugin
