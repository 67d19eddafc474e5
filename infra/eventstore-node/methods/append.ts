import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import type { ExpectedRevision } from '../append-decision.ts';
import { invalidArgument, streamDeleted } from '../errors.ts';
import type { AppendOutcome, EventStore } from '../event-store.ts';
import type { Call } from '../grpc/call.ts';
import { readProposedEvent } from '../wire/proposed-event.ts';
import { WireReader } from '../wire/wire-reader.ts';
import { ProposedEvents } from './append-limits.ts';
import { expectedRevisionOf } from './expected-revision.ts';
import { streamNameOf } from './stream-name.ts';
import { decode } from '../wire/decode.ts';

const { AppendReq, AppendResp } = streamsPb;

type Target = { readonly stream: string; readonly expected: ExpectedRevision };

/** `Streams.Append`: a message that says where, then one for each event; answered once at the end. */
export const append =
  (store: EventStore) =>
  (call: Call): void => {
    const proposed = new ProposedEvents();
    let target: Target | undefined;
    call.receive(
      (message) => {
        const reader = new WireReader(message);
        const field = reader.field();
        if (field === 1) target = readTarget(reader.bytes());
        else if (field === 2) proposed.add(readProposedEvent(reader.bytes()));
      },
      async () => {
        if (target === undefined) throw invalidArgument('The append does not say to which stream.');
        const outcome = await store.append({ ...target, events: proposed.events });
        call.answer(answerTo(target, outcome).serializeBinary());
        call.finish();
      },
    );
  };

const readTarget = (bytes: Buffer): Target => {
  const options = decode(AppendReq.Options, bytes);
  return {
    stream: streamNameOf(options.getStreamIdentifier()),
    expected: expectedRevisionOf(
      options,
      options.hasRevision() ? options.getRevision() : undefined,
    ),
  };
};

const answerTo = ({ stream, expected }: Target, outcome: AppendOutcome) => {
  const answer = new AppendResp();
  switch (outcome.kind) {
    case 'written':
      return answer.setSuccess(success(outcome.revision, outcome.position));
    case 'wrong-expected-revision':
      // Not an error of the call: the client looks for it in the answer.
      return answer.setWrongExpectedVersion(wrongExpectedVersion(expected, outcome.actual));
    case 'stream-deleted':
      throw streamDeleted(stream);
  }
};

const success = (revision: number, position: number | undefined) => {
  const answer = new AppendResp.Success();
  if (revision < 0) answer.setNoStream(new sharedPb.Empty());
  else answer.setCurrentRevision(String(revision));
  if (position === undefined) return answer.setNoPosition(new sharedPb.Empty());
  return answer.setPosition(
    new AppendResp.Position()
      .setCommitPosition(String(position))
      .setPreparePosition(String(position)),
  );
};

const wrongExpectedVersion = (expected: ExpectedRevision, actual: number) => {
  const answer = new AppendResp.WrongExpectedVersion();
  if (actual < 0) answer.setCurrentNoStream(new sharedPb.Empty());
  else answer.setCurrentRevision(String(actual));
  if (expected === 'any') return answer.setExpectedAny(new sharedPb.Empty());
  if (expected === 'no_stream') return answer.setExpectedNoStream(new sharedPb.Empty());
  if (expected === 'stream_exists') return answer.setExpectedStreamExists(new sharedPb.Empty());
  return answer.setExpectedRevision(String(expected));
};
