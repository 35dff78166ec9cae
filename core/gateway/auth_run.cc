// SPDX-License-Identifier: MIT
#include "core/gateway/auth_run.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "core/base/clock.h"
#include "core/base/ids.h"
#include "core/gateway/auth_url.h"
#include "core/http/signal.h"
#include "core/http/timer.h"
#include "core/plugin/abi_view.h"
#include "core/plugin/call.h"
#include "core/pool/document.h"
#include "core/pool/document_lock.h"

namespace aipool::gateway {
namespace {

constexpr int kMovesMax = 2'000;  // a login may poll for a quarter of an hour
constexpr std::size_t kReplyMax = std::size_t{1} << 20;
constexpr std::chrono::milliseconds kConnectPatience{5'000};
constexpr std::chrono::milliseconds kReplyPatience{30'000};
constexpr std::chrono::milliseconds kTryLockAgain{50};
constexpr std::chrono::milliseconds kKeepFresh{3'000};

// What the machine gets next.
struct AuthInput {
  aip_enum kind = AIP_INPUT_START;
  std::int32_t status = 0;
  Secret data;
  std::vector<plugin::Header> headers;
  std::optional<Error> error;
};

class AuthRun {
 public:
  AuthRun(const AuthNeeds& needs, const AuthSite& site, const plugin::AccountHandle& account)
      : needs_(needs),
        site_(site),
        account_(account),
        deadline_(needs.loop.after(needs.patience)),
        keep_fresh_(needs.loop) {}
  AuthRun(const AuthRun&) = delete;
  AuthRun& operator=(const AuthRun&) = delete;

  http::Task<Result<AuthCredential>> run(const AuthStart& start);

 private:
  Result<plugin::AuthMove> step(const AuthInput& input);
  http::Task<Result<AuthInput>> carry_out(plugin::AuthMove& move);
  http::Task<Result<AuthInput>> send(plugin::AuthMove& move);
  http::Task<Result<AuthInput>> exchange(const AuthUrl& url, const plugin::AuthMove& move);
  http::Task<Result<AuthInput>> wait_until(std::int64_t unix_ms);
  http::Task<Result<AuthInput>> ask(plugin::AuthMove& move);
  http::Task<Result<AuthInput>> write(plugin::AuthMove& move);
  http::Task<Result<void>> lock(const std::string& vendor_file);
  Result<AuthInput> read(const std::string& document) const;
  void recall_state();
  Result<void> keep_state();
  AuthCredential ready(plugin::AuthMove& move);
  void note_state_fault(const Error& error);
  void keep_lock_fresh();

  std::filesystem::path path_of(const std::string& document) const {
    return document.empty() ? site_.document : site_.document.parent_path() / document;
  }
  Error too_late(std::string_view what) const {
    return make_error(ErrorCode::kTimeout, ErrorSource::kUpstream, std::string(what).append(" took too long"));
  }

  const AuthNeeds& needs_;
  const AuthSite& site_;
  const plugin::AccountHandle& account_;
  const http::TimePoint deadline_;
  const std::string id_ = "auth-" + uuid4();
  plugin::Call call_{id_};
  Secret state_;
  bool state_changed_ = false;
  std::string state_fault_;
  std::optional<pool::DocumentLock> lock_;
  bool has_vendors_lock_ = false;
  http::Timer keep_fresh_;
};

Error failure_of(const plugin::AuthMove& move) {
  Error error = make_error(move.error.code, ErrorSource::kUpstream, move.error.message);
  if (!move.error.reason.empty()) error.detail.append(" (").append(move.error.reason).append(")");
  error.retry_after = move.error.retry_after;
  return error;
}

AuthInput failed_with(Error error) {
  AuthInput input;
  input.kind = AIP_INPUT_FAIL;
  input.error = std::move(error);
  return input;
}

http::Task<Result<AuthCredential>> AuthRun::run(const AuthStart& start) {
  AuthInput input;
  input.kind = start.kind;
  input.data = Secret(start.method);
  if (start.kind == AIP_INPUT_LOGIN) input.headers.push_back({"redirect_base", start.redirect_base});
  recall_state();
  for (int moves = 0; moves < kMovesMax; ++moves) {
    auto move = step(input);
    if (!move) co_return std::move(move).error();
    if (move->state) {
      state_changed_ = state_changed_ || state_.reveal() != move->state->reveal();
      state_ = *std::move(move->state);
    }
    if (move->kind == plugin::AuthMove::Kind::kReady) co_return ready(*move);
    if (move->kind == plugin::AuthMove::Kind::kFailed) co_return failure_of(*move);
    if (needs_.loop.now() >= deadline_) co_return too_late("the credential machine");
    auto next = co_await carry_out(*move);
    if (!next) co_return std::move(next).error();
    input = *std::move(next);
  }
  co_return make_error(ErrorCode::kInternal, ErrorSource::kPlugin, "the credential machine comes to no end");
}

Result<plugin::AuthMove> AuthRun::step(const AuthInput& input) {
  plugin::FieldList headers;
  for (const plugin::Header& header : input.headers) headers.add(header.name, header.value);
  auto view = plugin::sized<aip_input>();
  view.kind = input.kind;
  view.status = input.status;
  view.headers = headers.view();
  view.data = plugin::bytes(input.data.reveal());
  plugin::OwnedError owned;
  aip_error error{};
  if (input.error) {
    owned = plugin::OwnedError::from(*input.error);
    error = owned.view();
    view.error = &error;
  }
  return site_.machine.step(call_, account_, state_.reveal(), view);
}

http::Task<Result<AuthInput>> AuthRun::carry_out(plugin::AuthMove& move) {
  using Kind = plugin::AuthMove::Kind;
  if (move.kind == Kind::kSend) co_return co_await send(move);
  if (move.kind == Kind::kWait) co_return co_await wait_until(move.at_unix_ms);
  if (move.kind == Kind::kAskUser) co_return co_await ask(move);
  if (move.kind == Kind::kWrite) co_return co_await write(move);
  if (move.kind == Kind::kRead) co_return read(move.document);
  auto locked = co_await lock(move.document);
  if (!locked) co_return std::move(locked).error();
  AuthInput done;
  done.kind = AIP_INPUT_LOCKED;
  co_return done;
}

http::Task<Result<AuthInput>> AuthRun::send(plugin::AuthMove& move) {
  const auto url = read_auth_url(move.http.url);
  if (!url) co_return url.error();
  auto answered = co_await exchange(*url, move);
  if (!answered && answered.error().code == ErrorCode::kCancelled) co_return std::move(answered).error();
  if (!answered) co_return failed_with(std::move(answered).error());
  co_return answered;
}

http::Task<Result<AuthInput>> AuthRun::exchange(const AuthUrl& url, const plugin::AuthMove& move) {
  const http::Endpoint endpoint = site_.endpoint(url.origin);
  std::vector<http::Header> headers;
  bool has_agent = false;
  for (const plugin::Header& header : move.http.headers) {
    headers.push_back({header.name, header.value});
    has_agent = has_agent || http::equals_ignoring_case(header.name, "user-agent");
  }
  if (!has_agent) headers.push_back({"user-agent", "aipool"});
  const std::array<std::string_view, 1> body = {move.http.body.reveal()};
  const std::size_t pieces = move.http.body.empty() ? 0 : 1;
  const http::ClientRequest request{move.http.method, url.target, headers, std::span(body.data(), pieces)};
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - needs_.loop.now());
  const auto patience = std::clamp(left, std::chrono::milliseconds{1}, kReplyPatience);
  const http::ClientDeadlines deadlines{kConnectPatience, patience, patience};
  auto sent = co_await needs_.upstreams.send(endpoint, request, deadlines, needs_.cancellation);
  if (!sent) co_return std::move(sent).error();
  const std::unique_ptr<http::ClientExchange> answer = *std::move(sent);

  AuthInput reply;
  reply.kind = AIP_INPUT_REPLY;
  reply.status = answer->head().status;
  const http::Headers& answered = answer->head().headers;
  for (const http::Header& header : answered)
    reply.headers.push_back({std::string(header.name), std::string(header.value)});
  std::string text;
  for (;;) {
    auto piece = co_await answer->read(patience);
    if (!piece) co_return std::move(piece).error();
    if (piece->bytes.size() > kReplyMax - text.size()) {
      co_return make_error(ErrorCode::kTooLarge, ErrorSource::kUpstream,
                           "the answer of the sign-in server is too long");
    }
    text += piece->bytes;
    if (!piece->end) continue;
    reply.data = Secret(std::move(text));
    if (piece->complete) co_return reply;
    co_return make_error(ErrorCode::kUpstreamProtocol, ErrorSource::kUpstream,
                         "the answer of the sign-in server was cut");
  }
}

http::Task<Result<AuthInput>> AuthRun::wait_until(std::int64_t unix_ms) {
  const auto delay = std::chrono::milliseconds(std::max<std::int64_t>(unix_ms - unix_milliseconds(), 0));
  if (delay >= deadline_ - needs_.loop.now()) co_return too_late("what the sign-in waits for");
  auto slept = co_await http::sleep_for(needs_.loop, delay, needs_.cancellation);
  if (!slept) co_return std::move(slept).error();
  AuthInput timer;
  timer.kind = AIP_INPUT_TIMER;
  co_return timer;
}

http::Task<Result<AuthInput>> AuthRun::ask(plugin::AuthMove& move) {
  if (needs_.person == nullptr) {
    co_return make_error(ErrorCode::kAuth, ErrorSource::kUpstream, "the sign-in needs its user");
  }
  auto said = co_await needs_.person->ask(move);
  if (!said) co_return std::move(said).error();
  AuthInput user;
  user.kind = AIP_INPUT_USER;
  user.data = Secret(*std::move(said));
  co_return user;
}

Result<AuthInput> AuthRun::read(const std::string& document) const {
  auto text = pool::read_document(path_of(document));
  if (!text) return std::move(text).error();
  AuthInput found;
  found.kind = AIP_INPUT_DOCUMENT;
  found.status = *text ? 0 : -1;
  if (*text) found.data = *std::move(*text);
  return found;
}

http::Task<Result<AuthInput>> AuthRun::write(plugin::AuthMove& move) {
  const std::string no_vendors_lock;
  auto locked = co_await lock(no_vendors_lock);
  if (!locked) co_return std::move(locked).error();
  auto written = pool::write_document(path_of(move.document), move.content.reveal());
  if (!written) co_return failed_with(std::move(written).error());
  if (needs_.person != nullptr) needs_.person->written(path_of(move.document));
  AuthInput done;
  done.kind = AIP_INPUT_WRITTEN;
  co_return done;
}

http::Task<Result<void>> AuthRun::lock(const std::string& vendor_file) {
  if (lock_ && (vendor_file.empty() || has_vendors_lock_)) co_return Result<void>();
  lock_.reset();
  for (;;) {
    auto taken = pool::DocumentLock::try_take(site_.document, vendor_file);
    if (!taken) co_return std::move(taken).error();
    if (*taken) {
      lock_ = *std::move(taken);
      break;
    }
    if (needs_.loop.now() >= deadline_) co_return too_late("another process's work on " + site_.document.string());
    auto slept = co_await http::sleep_for(needs_.loop, kTryLockAgain, needs_.cancellation);
    if (!slept) co_return std::move(slept).error();
  }
  has_vendors_lock_ = !vendor_file.empty();
  if (has_vendors_lock_) keep_lock_fresh();
  co_return Result<void>();
}

void AuthRun::keep_lock_fresh() {
  keep_fresh_.arm(kKeepFresh, [this] {
    lock_->keep_fresh();
    keep_lock_fresh();
  });
}

// A state that cannot be read is none: a machine finds its way from its document.
void AuthRun::recall_state() {
  if (site_.state_file.empty()) return;
  auto kept = pool::read_document(site_.state_file);
  if (!kept) return note_state_fault(kept.error());
  if (*kept) state_ = *std::move(*kept);
}

// Other servers write it too, so that only who has the document's lock may. Whoever has it now leaves a later state than
// that of a run which did not need it.
Result<void> AuthRun::keep_state() {
  if (!state_changed_ || site_.state_file.empty()) return {};
  if (!lock_) {
    auto taken = pool::DocumentLock::try_take(site_.document, {});
    if (!taken) return std::move(taken).error();
    if (!*taken) return {};
    lock_ = *std::move(taken);
  }
  return pool::write_document(site_.state_file, state_.reveal());
}

// A credential is good whatever becomes of the state.
AuthCredential AuthRun::ready(plugin::AuthMove& move) {
  if (auto kept = keep_state(); !kept) note_state_fault(kept.error());
  return {std::move(move.credential), move.expires_unix_ms, std::move(state_fault_)};
}

void AuthRun::note_state_fault(const Error& error) { state_fault_ = error.detail; }

}  // namespace

http::Task<Result<AuthCredential>> run_auth(const AuthNeeds& needs, const AuthSite& site,
                                            const plugin::AccountHandle& account, const AuthStart& start) {
  AuthRun run(needs, site, account);
  co_return co_await run.run(start);
}

}  // namespace aipool::gateway
