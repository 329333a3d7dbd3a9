import type { DialectName } from '../dialects/dialectConnection.ts'

/** What clients of each dialect hear, beside the answers to what they ask, as its document names it. */
export const dialectEvents: Readonly<Record<DialectName, readonly string[]>> = {
  sessions: ['connected', 'chat-message', 'user-joined', 'user-left', 'typing', 'error', 'server:shutdown'],
  chats: [
    ...['connected', 'joined_chat', 'left_chat', 'new_message', 'user_typing', 'user_joined', 'user_left'],
    ...['messages_read', 'error', 'server:shutdown'],
  ],
  singleChat: ['connected', 'disconnected', 'message', 'message_sent', 'typing', 'error', 'server:shutdown'],
  healthPlatform: [
    ...['connected', 'server:shutdown', 'room:userJoined', 'room:userLeft'],
    ...['message:new', 'message:sent', 'message:delivered', 'message:read', 'typing:start', 'typing:stop'],
    ...['call:incoming', 'call:accepted', 'call:rejected', 'call:ended', 'call:missed', 'call:signal'],
    ...['call:qualityIssue', 'presence:initial', 'presence:changed', 'presence:statusUpdated'],
    ...['notification:new', 'notification:subscribed', 'notification:unsubscribed', 'error'],
  ],
  consultations: [
    ...['connected', 'new_message', 'doctor_ready', 'user_joined', 'user_left', 'error', 'server:shutdown'],
  ],
}
