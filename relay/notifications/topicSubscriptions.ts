import { FailureError } from '../../src/shared/model/failure.ts'
import { limits } from '../../src/shared/protocol/limits.ts'
import type { PresenceRegistry } from '../presence/presenceRegistry.ts'
import type { NotificationStore } from '../store/notifications/notificationStore.ts'
import type { NotificationUseCases } from './notificationUseCases.ts'

/** Creates subscribing to the topics of announcements. */
export function createTopicSubscriptions(
  store: Pick<NotificationStore, 'topicsOf' | 'subscribe' | 'unsubscribe'>,
  registry: Pick<PresenceRegistry, 'scopesOf'>,
): Pick<NotificationUseCases, 'subscribe' | 'unsubscribe'> {
  return {
    subscribe: async ({ userId, role }, topics) => {
      const all = new Set([...(await store.topicsOf(userId)), ...topics])
      if (all.size > limits.topicsPerUser)
        throw new FailureError('tooLarge', `Nobody can subscribe to more than ${limits.topicsPerUser} topics.`)
      // The newest token has the role that counts: an older one that still counts does not bring a role back.
      await store.subscribe(userId, registry.scopesOf(userId).at(-1)?.role ?? role, topics)
      return await store.topicsOf(userId)
    },
    unsubscribe: async ({ userId }, topics) => {
      await store.unsubscribe(userId, topics)
      return await store.topicsOf(userId)
    },
  }
}
