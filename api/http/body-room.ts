import { ServiceUnavailable } from '../service-unavailable.ts';

/** What one body holds of the room that all share. */
export type BodyPlace = {
  /** From now on the body holds so many bytes. Throws ServiceUnavailable where there is no room for more than it had. */
  readonly hold: (bytes: number) => void;
  /** The same for what is read already and cannot be refused any more. */
  readonly note: (bytes: number) => void;
  /** Whether those who can wait had better read no more: half of the room is for bodies that cannot. */
  readonly isCrowded: () => boolean;
  readonly leave: () => void;
};

export type BodyRoom = {
  readonly heldBytes: () => number;
  readonly place: () => BodyPlace;
};

/**
 * Keeps the bodies under way, all together, within `bytesMax`; one that is alone may have more. `onChange` hears of each change,
 * `onFull` of each refusal.
 */
export const bodyRoom = (
  bytesMax: number,
  { onChange, onFull }: { readonly onChange: () => void; readonly onFull: () => void },
): BodyRoom => {
  let heldBytes = 0;

  const place = (): BodyPlace => {
    let ownBytes = 0;
    const set = (bytes: number): void => {
      heldBytes += bytes - ownBytes;
      ownBytes = bytes;
      onChange();
    };
    return {
      hold: (bytes) => {
        if (bytes === ownBytes) return;
        const ofOthers = heldBytes - ownBytes;
        if (bytes > ownBytes && ofOthers > 0 && ofOthers + bytes > bytesMax) {
          onFull();
          throw new ServiceUnavailable('There is no room for another body now.', 1);
        }
        set(bytes);
      },
      note: set,
      isCrowded: () => heldBytes > bytesMax / 2,
      leave: () => {
        set(0);
      },
    };
  };
  return { heldBytes: () => heldBytes, place };
};
