import { isNestedDeeply } from '../../limits/isNestedDeeply.ts'

/** The beginning of an event of Socket.IO (version 5 of its protocol) up to its name, with or without attachments, namespace and id. */
const eventStart = /^[25](?:\d{1,10}-)?(?:\/[^,]{0,200},)?\d{0,20}\["(?:[^"\\]|\\.){0,200}",/

/** A packet of no type that there is, for which Socket.IO ends the connection. */
const noPacket = '7'

/**
 * A packet of Socket.IO as it is, or, where it is nested so deeply that taking it apart would hold up everyone else, the event
 * with `null` for what it carries, so that it is refused like any other wrong payload. What is no event becomes no packet.
 */
export function rejectDeepNesting(packet: string): string {
  if (!isNestedDeeply(packet)) return packet
  const start = eventStart.exec(packet)?.[0]
  return start === undefined ? noPacket : `${start}null]`
}
