// SPDX-License-Identifier: MIT
#include "core/gateway/step_exchange.h"

#include <algorithm>

#include "core/gateway/judge.h"
#include "core/gateway/stored_responses.h"

namespace aipool::gateway {
namespace {

constexpr std::size_t kInboxBytesMax = 256 * 1024;  // past it the upstream is not read

}  // namespace

// What a step is fed with, owned until then.
struct StepExchange::Input {
  aip_enum kind = 0;
  std::uint32_t exchange_id = 0;
  std::uint32_t timer_id = 0;
  int status = 0;
  std::vector<plugin::Header> headers;
  std::string data;
  std::optional<Error> error;
};

// Shared by the exchange and its upstream tasks.
struct StepExchange::Inbox {
  explicit Inbox(http::EventLoop& loop) : arrived(loop), taken(loop) {}

  void put(Input input) {
    bytes += input.data.size();
    inputs.push_back(std::move(input));
    arrived.set();
  }

  std::deque<Input> inputs;
  std::size_t bytes = 0;
  std::size_t pending = 0;  // timers and upstream calls that will put something
  http::Signal arrived;
  http::Signal taken;
  http::Cancellation abandoned;  // the exchange is gone
};

// An upstream request as the plugin asked for it, owned by the task that runs it.
struct StepExchange::UpstreamCall {
  std::uint32_t id = 0;
  http::Endpoint endpoint;
  std::string method, target, body;
  std::vector<plugin::Header> headers;
  http::ClientDeadlines deadlines;
  std::chrono::milliseconds idle{};
};

class StepExchange::StepSink final : public plugin::Sink {
 public:
  StepSink(StepExchange& exchange, AnswerSink& answer) : exchange_(exchange), answer_(answer) {}

  bool event(const aip_event& event) override {
    if (event.kind == AIP_EVENT_ERROR && event.error) error = plugin::OwnedError::from(*event.error);
    if (event.kind == AIP_EVENT_END) ended = true;
    answer_.event(event);
    return true;
  }
  bool http(const aip_http& request) override {
    exchange_.begin_upstream(request);
    return true;
  }
  bool timer(std::uint32_t id, std::chrono::milliseconds delay) override {
    exchange_.begin_timer(id, delay);
    return true;
  }

  std::optional<plugin::OwnedError> error;
  bool ended = false;

 private:
  StepExchange& exchange_;
  AnswerSink& answer_;
};

StepExchange::StepExchange(Transaction& transaction, const Binding& binding, http::Cancellation& cancellation)
    : t_(transaction), binding_(binding), cancellation_(cancellation),
      inbox_(std::make_shared<Inbox>(transaction.loop.loop)) {}

StepExchange::~StepExchange() { inbox_->abandoned.cancel(); }

http::Task<bool> StepExchange::start() {
  t_.request.flags &= ~AIP_REQUEST_PASS;
  const plugin::Provider& provider = *t_.pool->provider;
  Result<void> decoded = decode_whole(t_);
  if (decoded) {
    auto call = provider.open_steps(t_.call, *binding_.account, t_.request);
    if (call) {
      call_.emplace(std::move(*call));
      Input start;
      start.kind = AIP_INPUT_START;
      inbox_->put(std::move(start));
      co_return true;
    }
    decoded = std::move(call).error();
  }
  fault_ = judge_start(t_, decoded.error());
  co_return false;
}

http::Signal::Wait StepExchange::arrival() {
  const http::TimePoint deadline = t_.loop.loop.after(t_.snapshot->config().timeouts.total);
  return inbox_->arrived.wait(deadline, &cancellation_);
}

Exchange::Progress StepExchange::give_up(http::WaitOutcome outcome, AnswerSink& sink) {
  Input cancel;
  cancel.kind = AIP_INPUT_CANCEL;
  feed(cancel, sink);
  return fail(judge_error(http::wait_error(outcome, ErrorSource::kUpstream, "step"), Ending::kCancelled));
}

Exchange::Progress StepExchange::pull(AnswerSink& sink) {
  if (inbox_->inputs.empty()) {
    if (inbox_->pending != 0) return Progress::kNothing;
    const Error error = make_error(ErrorCode::kUpstreamProtocol, ErrorSource::kPlugin, "the provider stopped midway");
    return fail(judge_error(error, Ending::kTruncated));
  }
  Progress progress = Progress::kMore;
  while (progress == Progress::kMore && !inbox_->inputs.empty()) {
    const Input input = std::move(inbox_->inputs.front());
    inbox_->inputs.pop_front();
    inbox_->bytes -= input.data.size();
    progress = feed(input, sink);
  }
  inbox_->arrived.clear();
  inbox_->taken.set();
  return progress;
}

Exchange::Progress StepExchange::feed(const Input& input, AnswerSink& sink) {
  plugin::FieldList headers;
  for (const plugin::Header& header : input.headers) headers.add(header.name, header.value);
  auto abi = plugin::sized<aip_input>();
  abi.kind = input.kind;
  abi.exchange_id = input.exchange_id;
  abi.timer_id = input.timer_id;
  abi.status = input.status;
  abi.headers = headers.view();
  abi.data = plugin::bytes(input.data);
  plugin::OwnedError error;
  aip_error error_view;
  if (input.error) {
    error = plugin::OwnedError::from(*input.error);
    error_view = error.view();
    abi.error = &error_view;
  }
  StepSink step(*this, sink);
  if (auto done = call_->step(t_.call, abi, step); !done) return fail(judge_error(done.error(), Ending::kError));
  if (step.error) {
    const auto no_reply = plugin::sized<aip_reply>();
    return fail(judge_answer(t_, binding_, no_reply, std::move(*step.error), true));
  }
  return step.ended ? Progress::kEnd : Progress::kMore;
}

void StepExchange::begin_timer(std::uint32_t id, std::chrono::milliseconds delay) {
  std::erase_if(timers_, [](const auto& timer) { return !timer->armed(); });
  auto timer = std::make_unique<http::Timer>(t_.loop.loop);
  ++inbox_->pending;
  timer->arm(delay, [inbox = inbox_.get(), id] {
    --inbox->pending;
    Input input;
    input.kind = AIP_INPUT_TIMER;
    input.timer_id = id;
    inbox->put(std::move(input));
  });
  timers_.push_back(std::move(timer));
}

void StepExchange::begin_upstream(const aip_http& request) {
  UpstreamCall call;
  call.id = request.exchange_id;
  call.endpoint = binding_.endpoint;
  call.method = plugin::text(request.method);
  call.target = binding_.path_prefix + std::string(plugin::text(request.target));
  call.body = plugin::text(request.body);
  for (const config::HeaderConfig& header : binding_.headers) {
    call.headers.push_back({header.name, std::string(header.value.reveal())});
  }
  for (const aip_field& header : plugin::fields(request.headers)) {
    call.headers.push_back({std::string(plugin::text(header.name)), std::string(plugin::text(header.value))});
  }
  const config::Timeouts& timeouts = t_.snapshot->config().timeouts;
  call.deadlines.connect = timeouts.connect;
  call.deadlines.head = request.timeout_ms != 0 ? std::chrono::milliseconds(request.timeout_ms) : timeouts.last_content;
  call.deadlines.total = timeouts.total;
  call.idle = timeouts.idle;
  ++inbox_->pending;
  http::spawn(t_.loop.loop, run_upstream(inbox_, t_.loop.upstreams, std::move(call)));
}

http::Task<void> StepExchange::run_upstream(std::shared_ptr<Inbox> inbox, http::ClientPool& upstreams,
                                            UpstreamCall call) {
  const auto input = [&call](aip_enum kind) {
    Input made;
    made.kind = kind;
    made.exchange_id = call.id;
    return made;
  };
  const auto end = [&](std::optional<Error> error) {
    Input last = input(error ? AIP_INPUT_FAIL : AIP_INPUT_END);
    last.error = std::move(error);
    --inbox->pending;
    inbox->put(std::move(last));
  };

  std::vector<http::Header> headers;
  for (const plugin::Header& header : call.headers) headers.push_back({header.name, header.value});
  const std::string_view body = call.body;
  http::ClientRequest request;
  request.method = call.method;
  request.target = call.target;
  request.headers = headers;
  if (!body.empty()) request.body = {&body, 1};
  auto sent = co_await upstreams.send(call.endpoint, request, call.deadlines, &inbox->abandoned);
  if (!sent) {
    end(std::move(sent).error());
    co_return;
  }
  const auto answer = std::move(*sent);
  Input head = input(AIP_INPUT_HEAD);
  head.status = answer->head().status;
  for (const http::Header& header : answer->head().headers) {
    head.headers.push_back({std::string(header.name), std::string(header.value)});
  }
  inbox->put(std::move(head));
  while (true) {
    auto piece = co_await answer->read(call.idle);
    if (!piece) {
      end(std::move(piece).error());
      co_return;
    }
    if (!piece->bytes.empty()) {
      Input data = input(AIP_INPUT_DATA);
      data.data = piece->bytes;
      inbox->put(std::move(data));
    }
    if (piece->end) {
      if (piece->complete) {
        end(std::nullopt);
      } else {
        end(make_error(ErrorCode::kUpstreamProtocol, ErrorSource::kUpstream, "the body was cut"));
      }
      co_return;
    }
    while (inbox->bytes > kInboxBytesMax && !inbox->abandoned.cancelled()) {
      inbox->taken.clear();
      co_await inbox->taken.wait(http::kNoDeadline, &inbox->abandoned);
    }
  }
}

Exchange::Progress StepExchange::fail(AttemptFault fault) {
  fault_ = std::move(fault);
  return Progress::kFailed;
}

}  // namespace aipool::gateway
