import type { EventWriter } from './event-writer.ts';
import type { Journal } from './journal.ts';

const firstUsers = [
  { loginName: 'admin', fullName: 'Event Store Administrator', groups: ['$admins'] },
  { loginName: 'ops', fullName: 'Event Store Operations', groups: ['$ops'] },
];

/**
 * The log of a real server is never empty, for it holds the server's own events. So does this one's, that nobody comes
 * to depend on a log of only theirs. There are no passwords: without TLS nobody logs in.
 */
export const writeFirstEvents = (journal: Journal, writer: EventWriter): void => {
  journal.begin();
  for (const user of firstUsers) {
    const data = Buffer.from(JSON.stringify({ ...user, disabled: false }));
    writer.writeSystemEvent(`$user-${user.loginName}`, '$UserCreated', data);
  }
  journal.commit();
  writer.takeWrittenStreams();
};
