/** What a command writes for a person to read (`say`) and for a program to take (`print`). */
export type Output = {
  readonly say: (line: string) => void;
  readonly print: (line: string) => void;
  readonly json: boolean;
};

/** To the terminal: what is said goes to the error output, so that what is printed can be piped on. */
export const outputOf = ({ json }: { readonly json?: true }): Output => ({
  say: (line) => {
    console.error(line);
  },
  print: (line) => {
    console.log(line);
  },
  json: json === true,
});
