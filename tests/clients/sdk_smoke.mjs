// SPDX-License-Identifier: MIT
// The OpenAI SDK through a server whose upstream is the echo plugin. Prints `ok   NAME` or `FAIL NAME: why` for each
// case.
import assert from 'node:assert/strict'
import OpenAI from 'openai'

const { BASE_URL, API_KEY, MODEL, BAD_KEY } = process.env
const client = (apiKey = API_KEY) => new OpenAI({ baseURL: `${BASE_URL}/v1`, apiKey, maxRetries: 0 })
const asking = (content, more = {}) => ({ model: MODEL, messages: [{ role: 'user', content }], ...more })
const create = (content, more) => client().chat.completions.create(asking(content, more))
const tool = (name, property) => ({
  type: 'function',
  function: {
    name,
    parameters: { type: 'object', properties: { [property]: { type: 'string' } }, required: [property] }
  }
})

const cases = {
  async 'text repeats the prompt' () {
    const answer = await create('say "this" \\ 漢字 🙂')
    assert.equal(answer.choices[0].message.content, 'say "this" \\ 漢字 🙂')
    assert.equal(answer.choices[0].finish_reason, 'stop')
    assert.equal(answer.usage.total_tokens, answer.usage.prompt_tokens + answer.usage.completion_tokens)
  },
  async 'stream arrives in pieces and has usage when asked for' () {
    let text = ''; let chunks = 0; let usage = null; let finish = null
    const stream = await create('[[long:200]]', { stream: true, stream_options: { include_usage: true } })
    for await (const chunk of stream) {
      usage = chunk.usage ?? usage
      const [choice] = chunk.choices
      if (!choice) continue
      chunks++
      text += choice.delta.content ?? ''
      finish = choice.finish_reason ?? finish
    }
    assert.equal(text, Array.from({ length: 200 }, (_, i) => `w${i}`).join(' '))
    assert.ok(chunks > 5, `${chunks} chunks`)
    assert.equal(finish, 'stop')
    assert.ok(usage?.completion_tokens > 0, 'usage')
  },
  async 'stream has no usage chunk unless asked for' () {
    for await (const chunk of await create('[[text:abc]]', { stream: true })) assert.equal(chunk.choices.length, 1)
  },
  async 'parallel tool calls come streamed' () {
    const runner = client().chat.completions.stream(asking(
      '[[tool:weather {"city":"Zürich"}]] [[tool:clock {"zone":"CET"}]] [[parallel]]',
      { tools: [tool('weather', 'city'), tool('clock', 'zone')] }))
    const { message, finish_reason: finish } = (await runner.finalChatCompletion()).choices[0]
    assert.equal(finish, 'tool_calls')
    assert.deepEqual(message.tool_calls.map((call) => [call.function.name, JSON.parse(call.function.arguments)]),
      [['weather', { city: 'Zürich' }], ['clock', { zone: 'CET' }]])
    assert.notEqual(message.tool_calls[0].id, message.tool_calls[1].id)
  },
  async 'tool result comes back to the model' () {
    const first = await create('[[tool:weather {"city":"Bern"}]]', { tools: [tool('weather', 'city')] })
    const { message } = first.choices[0]
    const second = await client().chat.completions.create({
      model: MODEL,
      tools: [tool('weather', 'city')],
      messages: [...asking('[[tool:weather {"city":"Bern"}]]').messages, message,
        { role: 'tool', tool_call_id: message.tool_calls[0].id, content: 'sunny' }]
    })
    assert.equal(second.choices[0].message.content, 'TOOL_OK sunny')
  },
  async 'models are listed and found' () {
    const { data } = await client().models.list()
    assert.ok(data.length > 0 && data.every((model) => model.object === 'model'))
    assert.equal((await client().models.retrieve(data[0].id)).id, data[0].id)
  },
  async 'embeddings arrive as numbers' () {
    const { data } = await client().embeddings.create({ model: MODEL, input: ['a', 'b'] })
    assert.equal(data.length, 2)
    assert.ok(data.every((each) => each.embedding.length >= 8 && each.embedding.every(Number.isFinite)))
  },
  async 'wrong key is an authentication error' () {
    await assert.rejects(client(BAD_KEY).chat.completions.create(asking('x')), OpenAI.AuthenticationError)
  },
  async 'request without messages is a bad request' () {
    await assert.rejects(client().chat.completions.create({ model: MODEL }), OpenAI.BadRequestError)
  }
}

let failed = 0
for (const [name, run] of Object.entries(cases)) {
  try {
    await run()
    console.log(`ok   ${name}`)
  } catch (error) {
    failed++
    console.log(`FAIL ${name}: ${error.message.replaceAll('\n', ' ')}`)
  }
}
process.exit(failed ? 1 : 0)
