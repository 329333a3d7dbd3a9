import type { Connections } from '../../engine/createConnections.ts'
import type { DialectConnection } from '../table/dialectConnection.ts'

/** The dialects' connections of this node, by user. */
export type DialectConnections = Connections<DialectConnection>
