/*
 * The protocol of docs/consistency.md, whose rules have the numbers below, in the smallest worlds: `make spec` goes through all that can happen.
 * docs/spec/README.md says what is left out, which macro takes which rule away, and how to read a counterexample.
 *
 * Two systems and the operators ask, one judge decides. Every step below may happen whenever it can, in any order: a message that stays
 * in `queue` is late, or a dead letter that is put back one day.
 *
 * Promises
 *  1. nobody waits for ever
 *  2. both systems say what the judge says
 *  3. commands of one system are judged in the order in which they were asked
 *  4. no decision is applied in a round that its asker did not see
 *  5. never more are accepted than there are places
 *  6. every Request that was asked begins one round
 *  7. the last word of the parent stands
 *  8. what a system expects has come true, and who is accepted holds a place, and nobody else
 *  9. no place is held twice, at no moment
 */
#ifndef PROMISED
#define PROMISED 0 /* only this promise is looked at; 0: all */
#endif
#ifndef COMMANDS
#define COMMANDS 4 /* how many are asked at most, by whomever */
#endif
#ifndef APPLICATIONS
#define APPLICATIONS 1 /* 2: two that wait for one place: of a daycare (two children), or of a child (two daycares) */
#endif
#ifndef LOSSES
#define LOSSES 1 /* messages and deliveries that are gone for ever */
#endif
#ifndef REPEATS
#define REPEATS 1 /* messages and deliveries that come twice */
#endif
#ifndef UNREADABLE
#define UNREADABLE 0 /* commands with a field that breaks a rule */
#endif

mtype = { none, requested, accepted, rejected, cancelled };
mtype = { Request, Cancel, Accept, Reject };
mtype = { enterwait, nursery, operator };
#define ENTERWAIT 0  /* the parents' system: asks Request and Cancel */
#define NURSERY 1    /* the daycares': Accept, Reject and, to take out a child that it has, Cancel */
#define OPERATOR 2   /* Cancel; they keep no applications: what they see, and the answers to what they asked, is the judge's table */
#define NAME(who) (who == ENTERWAIT -> enterwait : (who == NURSERY -> nursery : operator))

/* The status table, line by line that of packages/domain/src/protocol/status.ts (tests/spec/status-table.test.ts compares them). */
#define STATUS_TABLE \
  MOVE(none,      Request, anybody,      requested) \
  MOVE(rejected,  Request, anybody,      requested) \
  MOVE(cancelled, Request, anybody,      requested) \
  MOVE(requested, Cancel,  notByNursery, cancelled) \
  MOVE(accepted,  Cancel,  anybody,      cancelled) \
  MOVE(requested, Accept,  anybody,      accepted)  \
  MOVE(requested, Reject,  anybody,      rejected)
#define anybody true
#define notByNursery who != NURSERY
#define MOVE(from, type_, by, to) :: met == from && what == type_ && (by) -> legal = true; next = to
/* legal, next: what the table says to `what` by `who`, upon the status `met`. */
inline move(what, who) { if STATUS_TABLE :: else -> legal = false fi }

#if APPLICATIONS == 1
#define FIRST none /* nobody has asked yet */
#define ROUNDS 0
#else
#define FIRST requested /* both wait, and everybody knows */
#define ROUNDS 1
#endif
typedef Decided { mtype status = FIRST; byte version = ROUNDS; byte round = ROUNDS };
/* What a system holds of an application: what the judge last told it, that with its commands in flight on top, and whether the place is held. */
typedef Row { mtype status = FIRST; byte version = ROUNDS; byte round = ROUNDS; mtype expected = FIRST; bool holds };
/* A command, named by its number, and the state that the judge has read for it; once it is judged, its event: the state after judging. */
typedef Command { mtype type; byte asker; byte app; byte seen; bool unreadable; mtype status; byte version; byte round };

Decided judge[APPLICATIONS];
Row row[2 * APPLICATIONS];
#define ROW(system, app) row[2 * (app) + (system)]
Command command[COMMANDS];
byte asked; /* how many commands there are */
/* Sets of commands, a bit each. */
byte queue;    /* its message is under way */
byte reading;  /* a judge has read the state for it, and has not written yet */
byte judged, applied;
byte told[2];  /* its event is under way to that system */
byte answered; /* its asker knows the outcome: the outbox row is gone */
byte losses = LOSSES, repeats = REPEATS, unreadables = UNREADABLE;
bool lostSinceAsked, lostSinceAgreed; /* something was lost since questions were last asked again, since all were last of one mind */

#define BIT(id) (1 << (id))
#define HAS(set, id) ((set) & BIT(id))
#define ADD(set, id) set = set | BIT(id)
#define TAKE(set, id) set = set & ~BIT(id)
#define IN_FLIGHT(id, sys, ap) (id < asked && command[id].asker == sys && command[id].app == ap && !HAS(answered, id))
#define QUIET (queue == 0 && told[ENTERWAIT] == 0 && told[NURSERY] == 0)
#define LOSE(set, id) losses--; TAKE(set, id); lostSinceAsked = true; lostSinceAgreed = true
#define COPY(to, from) to.status = from.status; to.version = from.version; to.round = from.round
#define PROMISE(number, kept) if :: (kept) || (PROMISED && PROMISED != number) :: else -> printf("BROKEN %d\n", number); assert(false) fi

/* These live within one step only: no part of the state. */
hidden byte i, j, a, s, legal, ok, round_; hidden mtype met, next;

/*
 * Rules 5 to 7. A place is held from the ask of an accept until the decision that frees it has come. What names a round that is over, here
 * already, can change nothing any more, though its answer has not come.
 */
#ifdef OLD_ROUNDS_COUNT
#define IS_OVER(id, sys, ap) false
#else
#define IS_OVER(id, sys, ap) (sys == NURSERY && command[id].seen < ROW(sys, ap).round)
#endif
inline expect(sys, ap) {
  met = ROW(sys, ap).status;
  ROW(sys, ap).holds = (met == accepted);
  for (j : 0 .. COMMANDS - 1) {
    if
    :: IN_FLIGHT(j, sys, ap) && !IS_OVER(j, sys, ap) ->
         move(command[j].type, sys);
         if :: legal -> met = next :: else fi;
#ifdef PLACES_FREED_EARLY
         ROW(sys, ap).holds = (met == accepted)
#else
         ROW(sys, ap).holds = ROW(sys, ap).holds || met == accepted
#endif
    :: else
    fi
  }
  ROW(sys, ap).expected = met
}

#if APPLICATIONS == 2
#define ONE_PLACE_HELD_ONCE PROMISE(9, !ROW(NURSERY, 0).holds || !ROW(NURSERY, 1).holds)
#else
#define ONE_PLACE_HELD_ONCE
#endif

/* Rules 1 and 2: the oldest question that has no answer goes out. */
inline send(sys, ap) {
  for (j : 0 .. COMMANDS - 1) { if :: IN_FLIGHT(j, sys, ap) -> ADD(queue, j); break :: else fi }
}

/* Somebody asks. The door refuses what the expected status forbids, and an accept where the place is held. */
inline ask(who, ap, what, breaks) {
  if
  :: who == OPERATOR -> met = judge[ap].status; round_ = judge[ap].round
#ifdef NO_EXPECTED
  :: else -> met = ROW(who, ap).status; round_ = ROW(who, ap).round
#else
  :: else -> met = ROW(who, ap).expected; round_ = ROW(who, ap).round
#endif
  fi;
  move(what, who);
#if APPLICATIONS == 2
  legal = legal && !(what == Accept && ROW(NURSERY, 1 - ap).holds) && ap <= asked; /* alike: the first command is about 0 */
#endif
  if
  :: legal ->
       printf("#%d: %e asks %e for application %d, in round %d\n", asked, NAME(who), what, ap, round_);
       command[asked].type = what; command[asked].asker = who; command[asked].app = ap;
       command[asked].seen = (who == ENTERWAIT -> 0 : round_); /* commands of parents begin and end rounds: they name none */
       command[asked].unreadable = breaks;
       asked++;
#ifdef NO_ONE_QUESTION
       ADD(queue, asked - 1);
#else
       send(who, ap);
#endif
       if :: who == OPERATOR :: else -> expect(who, ap) fi;
       ONE_PLACE_HELD_ONCE
  :: else
  fi
}

/* An applied command is told to both systems, a refused one to its asker; operators are told nothing. */
inline tell(id) {
  told[ENTERWAIT] = told[ENTERWAIT] | BIT(id) * (HAS(applied, id) || command[id].asker == ENTERWAIT);
  told[NURSERY] = told[NURSERY] | BIT(id) * (HAS(applied, id) || command[id].asker == NURSERY)
}

/*
 * Rule 1: operators look for the events of what they asked, and whether both systems know the version of one that was applied: before that it
 * is asked, and with that told, again. It is found at once here: to find it late could only make their next question late, which its message
 * may be anyway, and all is not quiet before.
 */
#define KNOWS(sys, ap, id) (ROW(sys, ap).version >= command[id].version)
inline find(ap) {
  for (i : 0 .. COMMANDS - 1) {
    if
    :: IN_FLIGHT(i, OPERATOR, ap) && HAS(judged, i) && (!HAS(applied, i) || (KNOWS(ENTERWAIT, ap, i) && KNOWS(NURSERY, ap, i))) ->
         ADD(answered, i); send(OPERATOR, ap)
    :: else
    fi
  }
}

/* Rules 3 to 5: the judge decides upon the state that it has read. */
inline decide(id, ap) {
  met = command[id].status;
  move(command[id].type, command[id].asker);
  ok = command[id].asker == ENTERWAIT || command[id].seen == command[id].round;
#ifndef NO_ROUNDS
  legal = legal && ok;
#endif
  PROMISE(4, ok || !legal);
  legal = legal && !command[id].unreadable; /* refused as `invalid`: an answer like any other */
  for (j : 0 .. COMMANDS - 1) {
    PROMISE(3, j <= id || !HAS(judged, j) || command[j].asker != command[id].asker || command[j].app != ap)
  }
  ADD(judged, id);
  if
  :: legal ->
       ADD(applied, id);
       command[id].status = next; command[id].version++;
       command[id].round = command[id].round + (command[id].type == Request);
       COPY(judge[ap], command[id]);
#if APPLICATIONS == 2
       PROMISE(5, judge[0].status != accepted || judge[1].status != accepted);
#endif
       printf("#%d is applied: application %d is %e, version %d, round %d\n", id, ap, next, judge[ap].version, judge[ap].round)
  :: else -> printf("#%d is refused\n", id)
  fi;
  tell(id);
  find(ap)
}

/* A message arrives. Of two judges at once only the one that writes first may write: the other reads again. A repeat changes nothing. */
inline arrive(id) {
  a = command[id].app;
  if
#ifndef NO_DEDUP
  :: HAS(judged, id) ->
       printf("#%d comes again\n", id);
#ifndef NO_TELL_AGAIN
       tell(id)
#endif
#endif
#ifdef NO_ANSWER_TO_INVALID
  :: command[id].unreadable -> printf("#%d is parked\n", id)
#endif
  :: else ->
       if
#ifdef NO_CONDITION
       :: !HAS(reading, id) ->
#else
       :: !HAS(reading, id) || command[id].version != judge[a].version ->
#endif
            printf("a judge reads for #%d\n", id);
            ADD(reading, id); ADD(queue, id); COPY(command[id], judge[a])
       :: else -> TAKE(reading, id); decide(id, a)
       fi
  fi
}

/* Rule 6: what is newer is taken over; an outcome takes its command out of flight, and uncovers the next. */
inline deliver(id, sys) {
  a = command[id].app;
  printf("%e hears of #%d\n", NAME(sys), id);
#ifdef NO_VERSIONS
  ok = true;
#else
  ok = command[id].version > ROW(sys, a).version;
#endif
  if :: ok -> COPY(ROW(sys, a), command[id]) :: else fi;
  find(a);
  if
  :: command[id].asker == sys && !HAS(answered, id) -> ADD(answered, id); send(sys, a)
  :: else
  fi;
#ifdef NO_FALL_BACK
  if :: ok -> expect(sys, a) :: else fi
#else
  expect(sys, a)
#endif
  ONE_PLACE_HELD_ONCE
}

/* What may happen to the message of a command, and to its event on the way to both systems. */
active [COMMANDS] proctype Wire() {
  do
  :: d_step { HAS(queue, _pid) -> TAKE(queue, _pid); arrive(_pid) }
  :: d_step { HAS(queue, _pid) && repeats -> repeats--; arrive(_pid) }
  :: d_step { HAS(queue, _pid) && losses -> LOSE(queue, _pid); printf("#%d is lost\n", _pid) }
  :: d_step { HAS(told[ENTERWAIT], _pid) -> TAKE(told[ENTERWAIT], _pid); deliver(_pid, ENTERWAIT) }
  :: d_step { HAS(told[ENTERWAIT], _pid) && repeats -> repeats--; deliver(_pid, ENTERWAIT) }
  :: d_step { HAS(told[ENTERWAIT], _pid) && losses -> LOSE(told[ENTERWAIT], _pid); printf("enterwait never hears of #%d\n", _pid) }
  :: d_step { HAS(told[NURSERY], _pid) -> TAKE(told[NURSERY], _pid); deliver(_pid, NURSERY) }
  :: d_step { HAS(told[NURSERY], _pid) && repeats -> repeats--; deliver(_pid, NURSERY) }
  :: d_step { HAS(told[NURSERY], _pid) && losses -> LOSE(told[NURSERY], _pid); printf("nursery never hears of #%d\n", _pid) }
  od
}

#define APP (_pid - COMMANDS)
active [APPLICATIONS] proctype People() {
  do
  :: d_step { asked < COMMANDS -> ask(ENTERWAIT, APP, Request, false) }
  :: d_step { asked < COMMANDS -> ask(ENTERWAIT, APP, Cancel, false) }
  :: d_step { asked < COMMANDS -> ask(NURSERY, APP, Accept, false) }
  :: d_step { asked < COMMANDS -> ask(NURSERY, APP, Reject, false) }
  :: d_step { asked < COMMANDS -> ask(NURSERY, APP, Cancel, false) }
  :: d_step { asked < COMMANDS -> ask(OPERATOR, APP, Cancel, false) }
  :: d_step { asked < COMMANDS && unreadables -> unreadables--; ask(ENTERWAIT, APP, Request, true) }
  od
}

/* Nothing is under way: what has no answer is asked again (rule 1), else reconcile compares (rule 10), else all must be as promised. */
inline calm() {
  legal = answered != BIT(asked) - 1; /* somebody waits */
  ok = true; /* both systems say what the judge says */
  for (a : 0 .. APPLICATIONS - 1) {
    for (s : ENTERWAIT .. NURSERY) {
      ok = ok && ROW(s, a).status == judge[a].status && ROW(s, a).version == judge[a].version && ROW(s, a).round == judge[a].round;
    }
  }
  if
  :: legal ->
       PROMISE(1, lostSinceAsked);
#ifdef NO_ASK_AGAIN
       PROMISE(1, false);
#endif
       printf("all is quiet, and somebody waits: asked again\n");
       lostSinceAsked = false;
       for (a : 0 .. APPLICATIONS - 1) {
         send(ENTERWAIT, a); send(NURSERY, a);
#ifndef NO_OPERATORS_OUTBOX
         send(OPERATOR, a)
#endif
       }
  :: !legal && !ok ->
       PROMISE(2, lostSinceAgreed);
#ifdef NO_RECONCILE
       PROMISE(2, false);
#endif
       printf("all is quiet, and a system says what the judge does not: reconcile repairs\n");
       for (a : 0 .. APPLICATIONS - 1) {
         for (s : ENTERWAIT .. NURSERY) { COPY(ROW(s, a), judge[a]); expect(s, a) }
       }
       ONE_PLACE_HELD_ONCE
  :: else ->
       lostSinceAsked = false; lostSinceAgreed = false;
       for (a : 0 .. APPLICATIONS - 1) { compare(a) }
  fi
}

inline compare(ap) {
  round_ = ROUNDS; legal = false; /* what the parent asked: so many Requests, and to withdraw as the last word */
  for (i : 0 .. COMMANDS - 1) {
    if
    :: i < asked && command[i].app == ap && command[i].asker == ENTERWAIT && !command[i].unreadable ->
         round_ = round_ + (command[i].type == Request);
         legal = (command[i].type == Cancel)
    :: else
    fi
  }
  PROMISE(6, judge[ap].round == round_);
  PROMISE(7, !legal || (judge[ap].status != requested && judge[ap].status != accepted));
  PROMISE(8, ROW(ENTERWAIT, ap).expected == judge[ap].status && ROW(NURSERY, ap).expected == judge[ap].status);
  PROMISE(8, ROW(NURSERY, ap).holds == (judge[ap].status == accepted))
}

active proctype Quiet() {
  do
  :: d_step { QUIET -> calm() }
  od
}
