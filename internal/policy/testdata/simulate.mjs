// Answers requests with @cloud-copilot/iam-simulate: a line of JSON in, a line with the outcome out.
// Its argument is the directory below which the package is installed.
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'

const require = createRequire(process.argv[2] + '/package.json')
const { runUnsafeSimulation } = require('@cloud-copilot/iam-simulate')

const named = (policies) => policies.map((policy, i) => ({ name: `p${i}`, policy }))

for await (const line of createInterface({ input: process.stdin })) {
  const q = JSON.parse(line)
  let outcome
  try {
    outcome = runUnsafeSimulation({
      request: {
        principal: q.principal, action: q.action, contextVariables: q.context,
        resource: { resource: q.resource, accountId: q.account },
      },
      identityPolicies: named(q.identity),
      serviceControlPolicies: q.scps.map((level, i) => ({ orgIdentifier: `l${i}`, policies: named(level) })),
      resourceControlPolicies: [],
      permissionBoundaryPolicies: q.boundary ? named([q.boundary]) : undefined,
    }, {})
  } catch (e) {
    outcome = `error ${e.message}`
  }
  console.log(outcome)
}
