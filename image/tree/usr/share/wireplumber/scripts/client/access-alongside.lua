-- What a client that came through the app's door (pipewire.access = restricted) may see: the factory that makes its own stream, the
-- sink alongside-app, and its own objects. PipeWire links two nodes only when the owner of each may see the other, so such a client
-- can play into alongside-app and neither record from a microphone nor from the monitor of anything but its own sound.
-- The hook below only makes this comfortable: its players are led to alongside-app, its recorders are told at once.

lutils = require ("linking-utils")
log = Log.open_topic ("s-client")

local SINK = "alongside-app"
local FACTORY = "client-node"
local EPERM = -1

apps = ObjectManager {
  Interest { type = "client", Constraint { "pipewire.access", "=", "restricted" } }
}
sinks = ObjectManager {
  Interest { type = "node", Constraint { "node.name", "=", SINK, type = "pw-global" } }
}
factories = ObjectManager {
  Interest { type = "factory", Constraint { "factory.name", "=", FACTORY, type = "pw-global" } }
}

local function grant (client, object)
  client:update_permissions { [object ["bound-id"]] = "r" }
end

apps:connect ("object-added", function (_, client)
  log:notice (client, "an app came: it may play into " .. SINK)
  for sink in sinks:iterate () do grant (client, sink) end
  for factory in factories:iterate () do grant (client, factory) end
  -- Last: a client waits until something is said about "any", and nothing is what it gets.
  client:update_permissions { [0] = "rx", [client ["bound-id"]] = "rx", ["any"] = "-" }
end)

sinks:connect ("object-added", function (_, sink)
  for client in apps:iterate () do grant (client, sink) end
end)

factories:connect ("object-added", function (_, factory)
  for client in apps:iterate () do grant (client, factory) end
end)

local function is_app (client_id)
  if client_id == nil then return false end
  return apps:lookup { Constraint { "bound-id", "=", tonumber (client_id), type = "gobject" } } ~= nil
end

SimpleEventHook {
  name = "linking/app-target",
  before = { "linking/find-media-role-target", "linking/find-defined-target", "linking/find-filter-target",
      "linking/find-default-target", "linking/find-best-target" },
  interests = {
    EventInterest { Constraint { "event.type", "=", "select-target" } },
  },
  execute = function (event)
    local source, om, si, si_props = lutils:unwrap_select_target_event (event)
    if not is_app (si_props ["client.id"]) then return end

    if si_props ["media.class"] == "Stream/Output/Audio" then
      for item in om:iterate { type = "SiLinkable" } do
        if item.properties ["node.name"] == SINK and not is_app (item.properties ["client.id"]) then
          event:set_data ("target", item)
          return
        end
      end
    else
      local node = si:get_associated_proxy ("node")
      log:notice (si, "refused to an app: " .. tostring (si_props ["media.class"]))
      lutils.sendClientError (event, node, EPERM, "an app may only play sound")
      node:request_destroy ()
    end
    event:stop_processing ()
  end
}:register ()

factories:activate ()
sinks:activate ()
apps:activate ()
