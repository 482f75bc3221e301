-- Why, in the words of who asked; the parent reads it.
ALTER TABLE command ADD COLUMN note VARCHAR(300) NULL;
