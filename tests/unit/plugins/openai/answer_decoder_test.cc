// SPDX-License-Identifier: MIT
#include "chat_test.h"

namespace aipool::openai {
namespace {

class AnswerDecoderTest : public ChatTest {
 protected:
  kit::Decoded decode(const kit::Reply& reply) {
    request_ = request(R"({"model":"m","stream":true,"messages":[{"role":"user"}]})");
    return driver_.decode(*request_, reply);
  }
  std::string events(std::string_view chunks) {
    const kit::Decoded result = decode(stream(chunks));
    EXPECT_EQ(result.rc, AIP_OK);
    return to_lines(result.seen.events);
  }
  std::string unary_events(std::string body) {
    const kit::Decoded result = decode(document(std::move(body)));
    EXPECT_EQ(result.rc, AIP_OK);
    return to_lines(result.seen.events);
  }

  std::unique_ptr<kit::Request> request_;
};

TEST_F(AnswerDecoderTest, TextInOpenAisOwnOrder) {
  EXPECT_EQ(
      events(
          R"({"id":"c","object":"chat.completion.chunk","created":5,"model":"g","system_fingerprint":"fp","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"zz"}
{"id":"c","created":5,"model":"g","system_fingerprint":"fp","choices":[{"index":0,"delta":{"content":"Hé\n"}}]}
{"id":"c","created":5,"model":"g","system_fingerprint":"fp","choices":[{"index":0,"delta":{"content":"llo"}}]}
{"id":"c","created":5,"model":"g","system_fingerprint":"fp","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}
{"id":"c","created":5,"model":"g","system_fingerprint":"fp","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5,"prompt_tokens_details":{"cached_tokens":1},"completion_tokens_details":{"reasoning_tokens":1}}}
[DONE])"),
      "START created=5 id=c name=g +system_fingerprint=\"fp\"\n"
      "PART_START text0\nDELTA text0 text=Hé\n\nDELTA text0 text=llo\nPART_END text0\n"
      "FINISH finish=1 text=stop\nUSAGE usage=3/2/5 cached=1 reasoning=1\nEND\n");
}

TEST_F(AnswerDecoderTest, ToolFragmentsByIndexMayInterleave) {
  EXPECT_EQ(
      events(
          R"({"id":"c","choices":[{"index":0,"delta":{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}}]}}]}
{"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"b","type":"function","function":{"name":"g","arguments":"{"}}]}}]}
{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{}"}},{"index":1,"function":{"arguments":"}"}}]}}]}
{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]})"),
      "START id=c\nPART_START call0 id=a name=f\nPART_START call1 id=b name=g\nDELTA call1 text={\n"
      "DELTA call0 text={}\nDELTA call1 text=}\nPART_END call0\nPART_END call1\n"
      "FINISH finish=3 text=tool_calls\nEND\n");
}

TEST_F(AnswerDecoderTest, CallsOfHostsThatCountDifferently) {
  const std::string finish = R"({"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]})";
  const std::string two =
      "PART_START call0 id=a name=f\nDELTA call0 text={}\nPART_START call1 id=b name=g\n"
      "DELTA call1 text={}\nPART_END call0\nPART_END call1\n";
  const auto calls = [&](const std::string& fragments) {
    const std::string lines =
        events(R"({"id":"c","choices":[{"index":0,"delta":{"tool_calls":)" + fragments + "}}]}\n" + finish);
    const std::size_t begin = lines.find("PART_START");
    return lines.substr(begin, lines.find("FINISH") - begin);
  };
  // No index; the same index for all; ids only; index and arguments as an object.
  EXPECT_EQ(
      calls(
          R"([{"id":"a","function":{"name":"f","arguments":"{}"}},{"id":"b","function":{"name":"g","arguments":"{}"}}])"),
      two);
  EXPECT_EQ(
      calls(
          R"([{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}},{"index":0,"id":"b","function":{"name":"g","arguments":"{}"}}])"),
      two);
  EXPECT_EQ(
      calls(
          R"([{"index":0,"id":"a","function":{"name":"f","arguments":{}}},{"index":1,"id":"b","function":{"name":"g","arguments":{}}}])"),
      two);
  EXPECT_EQ(calls(R"([{"function":{"name":"f","arguments":"{}"}},{"function":{"name":"g","arguments":"{}"}}])"),
            "PART_START call0 name=f\nDELTA call0 text={}\nPART_START call1 name=g\nDELTA call1 text={}\n"
            "PART_END call0\nPART_END call1\n");
}

TEST_F(AnswerDecoderTest, NameAndIdMayComeApartAndAgain) {
  const std::string expected =
      "START id=c\nPART_START call0 id=a name=f\nDELTA call0 text={}\nPART_END call0\n"
      "FINISH finish=3 text=tool_calls\nEND\n";
  EXPECT_EQ(events(R"({"id":"c","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a"}]}}]}
{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"name":"f"}}]}}]}
{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"name":"","arguments":"{"}}]}}]}
{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"}"}}]},"finish_reason":"tool_calls"}]})"),
            "START id=c\nPART_START call0 id=a name=f\nDELTA call0 text={\nDELTA call0 text=}\nPART_END call0\n"
            "FINISH finish=3 text=tool_calls\nEND\n");
  EXPECT_EQ(events(R"({"id":"c","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"name":"f"}}]}}]}
{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"arguments":"{}"}}]},"finish_reason":"tool_calls"}]})"),
            expected);
}

TEST_F(AnswerDecoderTest, ThoughtsUnderEitherName) {
  EXPECT_EQ(
      events(
          R"({"id":"c","choices":[{"index":0,"delta":{"role":"assistant","content":"","reasoning":"hm","reasoning_details":[{"type":"reasoning.text","text":"hm"}]}}]}
{"choices":[{"index":0,"delta":{"reasoning_content":"m","reasoning":"m"}}]}
{"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]})"),
      "START id=c\nEXTRA name=message +reasoning_details=[{\"type\":\"reasoning.text\",\"text\":\"hm\"}]\n"
      "PART_START reasoning0 name=reasoning\nDELTA reasoning0 text=hm\nDELTA reasoning0 text=m\nPART_END reasoning0\n"
      "PART_START text1\nDELTA text1 text=a\nPART_END text1\nFINISH finish=1 text=stop\nEND\n");
}

TEST_F(AnswerDecoderTest, ChoicesInterleave) {
  EXPECT_EQ(events(R"({"id":"c","choices":[{"index":0,"delta":{"content":"a"}}]}
{"choices":[{"index":1,"delta":{"content":"b"}}]}
{"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]}
{"choices":[{"index":1,"delta":{},"finish_reason":"length"}]}
[DONE])"),
            "START id=c\nPART_START text0\nDELTA text0 text=a\nPART_START choice=1 text0\nDELTA choice=1 text0 text=b\n"
            "DELTA text0 text=a\nPART_END text0\nFINISH finish=1 text=stop\nPART_END choice=1 text0\n"
            "FINISH choice=1 finish=2 text=length\nEND\n");
}

TEST_F(AnswerDecoderTest, EndNeedsTheFinishReasonOfEveryChoice) {
  const auto ended = [&](std::string_view chunks) { return decode(stream(chunks)).seen.fold.ended(); };
  EXPECT_FALSE(ended(R"({"id":"c","choices":[{"index":0,"delta":{"content":"a"}}]}
[DONE])"));
  EXPECT_FALSE(ended(R"({"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"},{"index":1,"delta":{}}]}
[DONE])"));
  EXPECT_FALSE(ended("[DONE]"));
  EXPECT_FALSE(ended(""));
  EXPECT_TRUE(ended(R"({"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})"));
}

TEST_F(AnswerDecoderTest, FinishCountsOnceAndLateTextIsALoss) {
  EXPECT_EQ(events(R"({"id":"c","choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"length"}]}
{"choices":[{"index":0,"delta":{"content":"late"},"finish_reason":"length"}]})"),
            "START id=c\nPART_START text0\nDELTA text0 text=a\nPART_END text0\nFINISH finish=2 text=length\nEND\n");
  EXPECT_EQ(loss_pointers(*request_), (std::vector<std::string>{"/choices/0/delta"}));
}

TEST_F(AnswerDecoderTest, AnEmptyFinishReasonIsNone) {
  const std::string_view begun = R"({"id":"c","choices":[{"index":0,"delta":{"content":"a"},"finish_reason":""}]}
{"choices":[{"index":0,"delta":{"content":"b"},"finish_reason":""}]}
)";
  EXPECT_FALSE(decode(stream(begun)).seen.fold.ended());
  EXPECT_EQ(events(std::string(begun) + R"({"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})"),
            "START id=c\nPART_START text0\nDELTA text0 text=a\nDELTA text0 text=b\nPART_END text0\n"
            "FINISH finish=1 text=stop\nEND\n");
}

TEST_F(AnswerDecoderTest, UsageIsFoundWhereverHostsPutIt) {
  const auto usage = [&](std::string_view members) {
    const std::string lines =
        events(R"({"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],)" + std::string(members) + "}");
    const std::size_t at = lines.find("USAGE");
    return at == std::string::npos ? "" : lines.substr(at, lines.find('\n', at) - at);
  };
  EXPECT_EQ(usage(R"("usage":{"prompt_tokens":1,"completion_tokens":2})"), "USAGE usage=1/2/0 cached=0 reasoning=0");
  EXPECT_EQ(usage(R"("x_groq":{"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}})"),
            "USAGE usage=1/2/3 cached=0 reasoning=0");
  EXPECT_EQ(usage(R"("usage":{"prompt_tokens":9,"prompt_cache_hit_tokens":4})"),
            "USAGE usage=9/0/0 cached=4 reasoning=0");
  EXPECT_EQ(usage(R"("usage":{"prompt_tokens":-1,"completion_tokens":"2"})"), "USAGE usage=0/0/0 cached=0 reasoning=0");
}

TEST_F(AnswerDecoderTest, ErrorsInsideAStreamEndIt) {
  const std::string after =
      "\n{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"b\"},\"finish_reason\":\"stop\"}]}\n[DONE]";
  const auto last = [&](const std::string& chunk) {
    const kit::Decoded result = decode(stream(chunk + after));
    EXPECT_FALSE(result.seen.fold.ended());
    return to_line(result.seen.events.back());
  };
  EXPECT_EQ(last(R"({"error":{"message":"boom","type":"server_error","code":null}})"),
            "ERROR class=" + std::to_string(AIP_E_INTERNAL) + " message=boom");
  EXPECT_EQ(last(R"({"error":"slow down","code":"rate_limit_exceeded"})"),
            "ERROR class=" + std::to_string(AIP_E_RATE_LIMITED) + " message=slow down");
  EXPECT_EQ(last(R"({"id":"c","error":{"code":400,"message":"Token limit"},"choices":[{"index":0,"delta":{}}]})"),
            "ERROR class=" + std::to_string(AIP_E_INVALID_REQUEST) + " message=Token limit");
  EXPECT_EQ(
      last(
          R"({"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"error","error":{"code":502,"message":"bad"}}]})"),
      "ERROR class=" + std::to_string(AIP_E_INTERNAL) + " message=bad");
  EXPECT_EQ(last(R"({"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"error"}]})"),
            "ERROR class=" + std::to_string(AIP_E_INTERNAL) + " message=The upstream reported an error.");
}

TEST_F(AnswerDecoderTest, StartWaitsForTheAnswersOwnFirstChunk) {
  EXPECT_EQ(events(R"({"choices":[],"created":0,"id":"","model":"","prompt_filter_results":[1]}
{"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]})"),
            "START id=c name=m\nEXTRA all +prompt_filter_results=[1]\nPART_START text0\nDELTA text0 text=a\n"
            "PART_END text0\nFINISH finish=1 text=stop\nEND\n");
}

TEST_F(AnswerDecoderTest, ExtrasGoOutOnceUntilTheyChange) {
  EXPECT_EQ(
      events(R"({"id":"c","provider":"P","choices":[{"index":0,"native_finish_reason":null,"delta":{"channel":"x"}}]}
{"id":"c","provider":"P","choices":[{"index":0,"delta":{"channel":"x"}}]}
{"id":"c","provider":"Q","choices":[{"index":0,"native_finish_reason":"STOP","delta":{},"finish_reason":"stop"}]})"),
      "START id=c +provider=\"P\"\nEXTRA name=message +channel=\"x\"\nEXTRA name=message +channel=\"x\"\n"
      "EXTRA all +provider=\"Q\"\nEXTRA +native_finish_reason=\"STOP\"\nFINISH finish=1 text=stop\nEND\n");
}

TEST_F(AnswerDecoderTest, WholeAnswerWithEverything) {
  EXPECT_EQ(
      unary_events(
          R"({"id":"c","object":"chat.completion","created":5,"model":"g","choices":[{"index":0,"message":{"role":"assistant","content":"see","refusal":"no","reasoning_content":"hm","annotations":[{"type":"url_citation"}],"audio":{"id":"au","data":"AAAA","transcript":"hi"},"tool_calls":[{"id":"a","type":"custom","custom":{"name":"f","input":"free"},"extra_content":1}]},"logprobs":{"content":[1]},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2},"service_tier":"default"})"),
      "START created=5 id=c name=g +service_tier=\"default\"\nPROBS json={\"content\":[1]}\n"
      "PART_START reasoning0 name=reasoning_content\nDELTA reasoning0 text=hm\nPART_END reasoning0\n"
      "PART_START text1\nDELTA text1 text=see\nPART_END text1\nPART_START refusal2\nDELTA refusal2 text=no\n"
      "ANNOTATE citation1 json={\"type\":\"url_citation\"}\nPART_END refusal2\nPART_START audio3 id=au\n"
      "EXTRA audio3 +transcript=\"hi\"\nDELTA audio3 text=AAAA\nPART_START call4 flags=2 id=a name=f +extra_content=1\n"
      "DELTA call4 text=free\nPART_END audio3\nPART_END call4\nFINISH finish=1 text=stop\n"
      "USAGE usage=1/1/2 cached=0 reasoning=0\nEND\n");
}

TEST_F(AnswerDecoderTest, LegacyCallsAndListedContent) {
  EXPECT_EQ(
      unary_events(
          R"({"id":"c","choices":[{"index":0,"message":{"content":null,"function_call":{"name":"f","arguments":"{}"}},"finish_reason":"function_call"}]})"),
      "START id=c\nPART_START call0 flags=32 name=f\nDELTA call0 text={}\nPART_END call0\n"
      "FINISH finish=3 text=function_call\nEND\n");
  EXPECT_EQ(
      unary_events(
          R"({"id":"c","choices":[{"index":0,"message":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]},{"type":"text","text":"a"},{"type":"reference","ids":[1]}]},"finish_reason":"stop"}]})"),
      "START id=c\nPART_START reasoning0\nDELTA reasoning0 text=hm\nPART_END reasoning0\nPART_START text1\n"
      "DELTA text1 text=a\nOPAQUE name=reference json={\"type\":\"reference\",\"ids\":[1]}\nPART_END text1\n"
      "FINISH finish=1 text=stop\nEND\n");
}

TEST_F(AnswerDecoderTest, WholeMessagesInAStream) {
  EXPECT_EQ(events(R"({"id":"c","choices":[{"message":{"role":"assistant","content":"a"},"finish_reason":"stop"}]})"),
            "START id=c\nPART_START text0\nDELTA text0 text=a\nPART_END text0\nFINISH finish=1 text=stop\nEND\n");
}

TEST_F(AnswerDecoderTest, OddShapesNeverCrashAndNeverEnd) {
  for (const char* body : {R"({"choices":{}})", R"({"choices":[1,"x",null,[]]})", R"({"choices":[{"delta":5}]})",
                           R"({"id":1,"created":"x","choices":[{"index":"0","delta":{"content":{},"tool_calls":{}}}]})",
                           R"({"choices":[{"delta":{"tool_calls":[1,null,{"function":3},{"index":-5}],"audio":[]}}]})",
                           R"({"choices":[{"delta":{"reasoning":[1],"annotations":{},"function_call":[]}}]})",
                           R"({"usage":[],"choices":[{"logprobs":[],"finish_reason":7}]})"}) {
    EXPECT_FALSE(decode(stream(body)).seen.fold.ended()) << body;
    EXPECT_FALSE(decode(document(body)).seen.fold.ended()) << body;
  }
}

TEST_F(AnswerDecoderTest, BytesThatAreNoObjectAreTheUpstreamsFault) {
  for (const char* body : {"", "[1]", "nope", "<html>", "{\"id\":", "{} {}"}) {
    EXPECT_EQ(decode(document(body)).rc, AIP_E_UPSTREAM_PROTOCOL) << body;
  }
  EXPECT_EQ(decode(stream("{nope")).rc, AIP_E_UPSTREAM_PROTOCOL);
  EXPECT_EQ(decode(stream(R"({"choices":[{"index":256}]})")).rc, AIP_E_UPSTREAM_PROTOCOL);
  EXPECT_EQ(decode(stream(R"({"choices":[{"index":-1}]})")).rc, AIP_E_UPSTREAM_PROTOCOL);
}

TEST_F(AnswerDecoderTest, TooManyCallsAreTheUpstreamsFault) {
  std::string fragments = R"({"index":0,"function":{"name":"f"}})";
  for (int i = 1; i <= 1024; ++i) fragments += R"(,{"index":)" + std::to_string(i) + "}";
  EXPECT_EQ(decode(stream(R"({"choices":[{"delta":{"tool_calls":[)" + fragments + "]}}]}")).rc,
            AIP_E_UPSTREAM_PROTOCOL);
}

TEST_F(AnswerDecoderTest, FramingFollowsTheContentType) {
  const auto framing = [&](std::string_view body, std::string type) {
    const auto made = request(std::string(body));
    kit::Reply reply = document("{}");
    reply.headers = {{"Content-Type", std::move(type)}};
    return driver_.decode(*made, reply).framing;
  };
  constexpr std::string_view kUnary = R"({"model":"m","messages":[{"role":"user"}]})";
  constexpr std::string_view kStream = R"({"model":"m","messages":[{"role":"user"}],"stream":true})";
  EXPECT_EQ(framing(kStream, "text/event-stream;charset=UTF-8"), AIP_FRAMING_SSE);
  EXPECT_EQ(framing(kUnary, "text/event-stream"), AIP_FRAMING_SSE);
  EXPECT_EQ(framing(kStream, "application/json; charset=utf-8"), AIP_FRAMING_WHOLE);
  EXPECT_EQ(framing(kStream, "text/plain"), AIP_FRAMING_SSE);
  EXPECT_EQ(framing(kUnary, "text/plain"), AIP_FRAMING_WHOLE);
}

}  // namespace
}  // namespace aipool::openai
