-- SPDX-License-Identifier: MIT
-- wrk: POST the body named by HOP_BODY with the key HOP_KEY; with HOP_COUNT also count the bytes of the answers' bodies.
local file = assert(io.open(os.getenv("HOP_BODY"), "rb"))
wrk.method = "POST"
wrk.body = file:read("*a")
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer " .. os.getenv("HOP_KEY")
file:close()

local threads = {}
function setup(thread) table.insert(threads, thread) end

if os.getenv("HOP_COUNT") then
  answers, body_bytes = 0, 0
  function response(status, headers, body)
    answers = answers + 1
    body_bytes = body_bytes + #body
  end
end

function done(summary, latency, requests)
  local answers, body_bytes = 0, 0
  for _, thread in ipairs(threads) do
    answers = answers + (thread:get("answers") or 0)
    body_bytes = body_bytes + (thread:get("body_bytes") or 0)
  end
  local e = summary.errors
  io.write(string.format(
    'HOP {"requests": %d, "microseconds": %d, "bytes": %d, "errors": %d, "p50": %d, "p99": %d, "answers": %d, "body_bytes": %d}\n',
    summary.requests, summary.duration, summary.bytes, e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50), latency:percentile(99), answers, body_bytes))
end
