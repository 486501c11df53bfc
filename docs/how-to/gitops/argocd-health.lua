-- Health of an InferenceEndpoint for Argo CD. Runs without Lua's standard libraries.
local health = { status = "Progressing", message = "waiting for the Pilotlight operator" }
local status = obj.status
if status == nil or status.conditions == nil then
  return health
end
if status.observedGeneration ~= obj.metadata.generation then
  health.message = "waiting for the Pilotlight operator to see the newest spec"
  return health
end

local conditions = {}
for _, condition in ipairs(status.conditions) do
  conditions[condition.type] = condition
end
local function is(kind, value)
  return conditions[kind] ~= nil and conditions[kind].status == value
end
local function because(kind, reason)
  return conditions[kind] ~= nil and conditions[kind].reason == reason
end
local function tell(word, kind)
  health.status = word
  health.message = conditions[kind].reason .. ": " .. conditions[kind].message
  return health
end

if is("Accepted", "False") then
  return tell("Degraded", "Accepted")
end
if because("Accepted", "Paused") then
  return tell("Suspended", "Accepted")
end
if is("Stalled", "True") then
  return tell("Degraded", "Stalled")
end
if is("Reconciling", "True") then
  return tell("Progressing", "Reconciling")
end
if because("Progressing", "AwaitingPromotion") then
  return tell("Suspended", "Progressing")
end
if is("Ready", "True") then
  health.status = "Healthy"
  health.message = status.message or ""
  return health
end
if because("Ready", "ScaledToZero") then
  return tell("Healthy", "Ready")
end
if conditions["Ready"] ~= nil then
  return tell("Progressing", "Ready")
end
return health
