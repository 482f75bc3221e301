import type { ComponentChildren, VNode } from 'preact';
import { T, type Text } from './text.tsx';

type Weight = 'primary' | 'secondary' | 'tertiary' | 'text';
type Size = 'small' | 'medium' | 'large';

interface Shown {
  readonly label: Text;
  readonly weight?: Weight;
  readonly size?: Size;
  /** Distinguishes buttons with the same label for screen readers: the row it belongs to. */
  readonly of?: string;
}

export interface ButtonProps extends Shown {
  readonly name?: string;
  readonly value?: string;
  /** Submits the form to another URL: a second action. */
  readonly formAction?: string;
}

/** A form's button. */
export const Button = ({ label, weight = 'primary', size = 'large', of, ...rest }: ButtonProps): VNode => (
  <button type="submit" class={`krds-btn ${size} ${weight}`} {...rest}>
    <Label label={label} of={of} />
  </button>
);

export interface LinkButtonProps extends Shown {
  readonly href: string;
}

/** A link that looks like a button. */
export const LinkButton = ({ href, label, weight = 'secondary', size = 'large', of }: LinkButtonProps): VNode => (
  <a href={href} class={`krds-btn ${size} ${weight}`}>
    <Label label={label} of={of} />
  </a>
);

const Label = ({ label, of }: { readonly label: Text; readonly of: string | undefined }): VNode => (
  <>
    {of === undefined ? null : <span class="sr-only">{of} </span>}
    <T {...label} />
  </>
);

/** A row of buttons, the main one first. */
export const Actions = ({ children }: { readonly children: ComponentChildren }): VNode => (
  <div class="page-btn-wrap">{children}</div>
);

/** A plain link in text. */
export const Link = ({ href, children }: { readonly href: string; readonly children: ComponentChildren }): VNode => (
  <a href={href} class="text-link">
    {children}
  </a>
);
