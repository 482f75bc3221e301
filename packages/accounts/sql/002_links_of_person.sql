-- The links that were mailed to a person (a value is their id, or begins with it) end together.
ALTER TABLE person_verification ADD KEY person_verification_by_value (value(40));
