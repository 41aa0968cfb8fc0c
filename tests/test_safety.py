"""Danger is told, and harmless wording is not danger: tables by kind, and any text at all."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.questions.safety import Safety
from knowledge.load import load
from knowledge.model import Danger

KNOWLEDGE = load()
SAFETY = Safety(KNOWLEDGE)
MOST_MISSED = 0.02
"""Share of the danger messages that may be read as harmless, all tables together."""
MOST_FALSE = 0.03
"""Share of the harmless messages that may be read as danger."""

DANGER = {
    "knee": """
my knee hurts
knees are hurting today
Left knee is sore every time I press
my right knee is in agony
sharp pain below my kneecap
there's this stabbing thing in my knee on the way down
Knee pain!!!
knee pain on the leg press
why are my knees so painful at the bottom?
my knees ache when i bend them past ninety
bit of a twinge in the knee, carry on?
can i train through knee pain
should I keep going if my knee is hurting right now
knee is giving me grief again
my bad knee is playing up
both knees burning after set two
knees feel awful on this thing
my knee feels weird and kind of unstable
something is off with my knee
something in my knee doesn't feel right
my knee is swollen since yesterday's session
my knee just gave way
knee popped and now it hurts
i heard a pop in my knee
my knee locked and won't straighten
i get pain behind the knee after a few reps
it hurts on the inside of my knee when i push
the outside of my knee hurts
patella pain, what now
my kneecap hurts like hell
my kneecaps are killing me
pain around the patella tendon when i lower the weight
is it ok that my knees hurt a little?
how many sets should i do with a hurting knee
knee hurts but i want to finish my last set
I did everything you said and my knees still hurt
oh man my knee, it hurts so bad
hi there, love the app, been using it for a week, only thing is my left knee has started to \
ache quite badly when I get near the bottom, feet are shoulder width as you said, any ideas?
feet in the middle, back flat, breathing fine but there is a sharp pain in my knee, how deep \
should i go then
""",
    "other pain": """
my lower back hurts
back pain after the third set
my back is in bits, it hurts to stand up
i've got a shooting pain from my back into my leg
my hip is pinching at the bottom
hip pain on the left side
ankle hurts when i push through the heel
my neck hurts after pressing
there is a pain in my groin
shoulder pain from gripping the handles
wrist is aching badly
sharp pain in my thigh
my calf hurts so much i can't stand
my hamstring hurts when i extend my legs
pain in the hamstring, sudden
my foot hurts when i press
heel pain during leg press
tailbone pain on the seat
my spine hurts
i have a terrible pain in my side
stomach pain when i push hard
it really hurts
ouch ouch that hurts
this hurts, is that how it should be?
I'm in a lot of pain
it hurts like hell when i come down
what should i do about the pain in my hip
my achilles is hurting
my elbow hurts on the handles
my joints hurt
i have pain
pain everywhere in my legs, sharp pain
my back has been killing me since monday's leg press
""",
    "injury": """
i think i pulled something in my back
i pulled my hamstring
felt a pop in my hip
something snapped in my thigh
heard a loud crack from my knee
i twisted my ankle getting off the machine
my ankle is sprained
I think I tore my calf muscle
i've torn something
strained my groin on the last rep
my knee is swollen like a balloon
there was a crunch in my knee and now i can't bend it
i injured my back today
just hurt my shoulder
i dislocated my kneecap
i broke my toe on the plate
a plate fell on my foot
the plate landed on my toes
i dropped a 20kg plate on my foot
i smashed my finger between the plates
my finger got caught in the machine
my knee buckled and i felt something tear
i can't put weight on my leg anymore
can't straighten my leg after that rep
my leg gave way getting up
my calf is swollen and hot
i've hurt myself
i got injured
""",
    "chest and heart": """
my chest hurts
chest pain
I have a tight feeling in my chest
pressure on my chest when i press
my chest feels tight after that set
there's a stabbing pain in my chest
my heart is pounding and it won't stop
heart is racing and i'm just sitting here
my heart keeps skipping beats
my heart is fluttering
heart palpitations after the set
pain in my left arm and jaw
left arm is numb and chest is heavy
i think it's my heart
burning in my chest when i push
feels like someone is sitting on my chest
i am having a heart attack
my heartbeat is irregular
""",
    "dizziness": """
i feel dizzy
im dizzy after that set
getting dizzy every time i push
i feel faint
nearly fainted just now
I just passed out for a second
i blacked out on the last rep
everything went black for a second
my vision is going blurry
I see black spots when I push
seeing stars after every rep
i'm lightheaded
feel light-headed and weak
the room is spinning
my head is spinning
i'm about to faint
a bit woozy, is that normal?
so dizzy i had to hold on to the machine
why do i get dizzy when i hold my breath
i collapsed after my set
double vision since the last set
""",
    "numbness": """
my foot is numb
my toes go numb when i press
i can't feel my legs
i can't feel my left foot
my legs are tingling
tingling in my feet
pins and needles in my right leg
my left leg has gone numb
numbness in my thigh
no feeling in my toes
electric shock down my leg
both hands are numb
my leg keeps going numb on the machine
cant feel my feet, should i change my shoes?
my leg went dead and tingly
sudden weakness in my left leg
""",
    "breath": """
i can't breathe
I cant breathe properly
can't get enough air
I can't catch my breath
hard to breathe
i am short of breath and my lips are blue
having trouble breathing after that set
struggling for breath
i'm wheezing badly
i feel like i'm choking
""",
    "head": """
terrible headache all of a sudden
i get a splitting headache when i press
sudden pain in my head on the last rep
my head feels like it will explode when i push
headache after every set
thunderclap headache
my head hurts when i strain
""",
    "sickness": """
i feel sick
i just vomited
I threw up after my set
about to throw up
im nauseous
feeling really nauseous between sets
i'm going to be sick
puked twice already
""",
    "bleeding": """
i'm bleeding
my nose is bleeding
nosebleed mid set
my shin is bleeding
cut my leg on the machine and it's bleeding
there's blood everywhere
i cut my hand open
gash on my shin
""",
    "pinned": """
i'm stuck
help i am trapped under the weight
i'm pinned
the sled is on top of me and i can't move it
i can't push the weight back up
i cant get the sled up anymore
stuck at the bottom
I'm stuck under the sled
stuck under the leg press, nobody around
my legs are trapped under the plate
can't get out of the machine
the weight is on my chest and i can't get it off
weight came down and i'm stuck
it's crushing me
sled is crushing my legs
i can't rack it and my legs are giving out
i can't reach the safety and my legs are giving up
can't lock the sled and i can't hold it much longer
help me i cant get up
HELP STUCK
the sled fell on me
sled slipped and my knees are jammed against my chest
i failed a rep and now i cannot get out
how do i get out, im stuck in the leg press
the weight won't go up, i'm trapped
my foot is stuck under the sled
folded up under the sled cant move
I'm pinned under 200 kilos
my friend is pinned under the machine
someone is stuck under the leg press
""",
    "machine": """
the safety catch broke while i was on it
the cable snapped and the sled crashed down
the lock failed and the weight came down on me
the sled came loose and dropped
safety stop broke, sled hit me
the seat broke while i was pressing and my back hurts
""",
    "after surgery": """
i had knee surgery in march
can i leg press after acl surgery, i am three months out
six weeks post op
my surgery was two weeks ago
just had a hip replacement
i have a knee replacement
i have a metal plate in my leg
i've got screws in my ankle
i'm in rehab for my knee
recovering from a back operation
just had my meniscus fixed
i have a torn acl
i have a slipped disc
I have a herniated disc in my lower back
got my cast off yesterday
i broke my leg last year, surgery and all, can i press again
my doctor operated on my knee in june
i had an operation on my spine, how deep can i go
i've had both knees operated
i have stitches, can i train?
i tore my meniscus in spring
stress fracture healing, is light leg press ok
""",
    "pregnancy": """
i'm pregnant
is the leg press safe when you're pregnant
my wife is pregnant, can she do this
20 weeks pregnant how much weight
third trimester and still training legs
expecting a baby in march, should i change anything
gave birth a month ago
6 weeks postpartum, ok to press?
had a c section eight weeks ago
""",
    "child": """
my son is 11, can he use the leg press
can my 10 year old use this
my daughter is 8 and wants to try
im 13
i am twelve years old, how much should i lift
i'm 14 and want to start with leg press
she is twelve, is that too young?
a kid of 9, how much weight
is it ok for my kid to use it
at what age can children use the leg press
my little brother wants to press with me he is ten
can a child do this exercise
my nephew (12) wants to come along and lift
11yo boy here can i do leg press
my 11 year old
can kids do leg press
""",
    "conditions": """
i have high blood pressure
i take blood pressure pills
i'm on blood thinners, can i lift heavy
i've got a pacemaker
I have a heart condition
i'm diabetic, anything to watch?
i had a heart attack in 2020
my father had a stroke, can he use the leg press
i have osteoporosis
i've got arthritis in both knees
i have epilepsy
i am on medication for my heart
taking antidepressants, can i train
i have asthma
i took strong painkillers, can i do legs
i have a fever
i have the flu, train or not?
im drunk can i do a set
i had a concussion last week
i've got a hernia
i have glaucoma, is straining bad
i have varicose veins
can people with scoliosis use the leg press
""",
    "someone else": """
my friend fainted
someone collapsed next to me
the guy next to me isn't moving
my training partner hurt his back
my girlfriend's knee hurts on the leg press
a man is lying on the floor, not breathing
my client has chest pain
my wife got dizzy on the machine
my mate dropped the sled on his legs
somebody is unconscious at the gym
my dad's knees hurt when he presses
her back hurts
""",
    "self harm": """
i want to kill myself
i don't want to live anymore
i want to end my life
thinking of suicide
i want to hurt myself
i feel like ending it all tonight
""",
    "log and danger": """
leg press 100kg 3x10, knee hurts
leg press 5x5 120kg but my back started hurting in the last set
3x12 at 80 and now i feel dizzy
did 4x8 140kg leg press. something popped in my knee
100kg x 8, then chest pain
Leg press 3x10 90 kg, left foot went numb
logged 60kg 2x25, my hip hurts
leg press 12x70kg and i threw up
5 sets of 5 at 110 but knee pain on the last rep
leg press: 80kg x10, 90kg x8 (sharp pain in right knee)
""",
    "typos": """
my kneee hurts
my knee hurst
kne pain
my knees hrut
knee is hurtig
i feel dizy
im dizzzy
chest pian
my cheast hurts
i cant breath
cant breathe pls hlep
my foot is nubm
my back hutrs
shoulder is painfull
pregnat can i do it
im bleding
i feel fiant
stcuk under the sled
i'm traped
knee surgrey last month
i have high blod pressure
pain in my knnee
my kneecap is paiful
tinglng in my foot
my ankel hurts
""",
    "voice": """
so my knee hurts when i go down is that normal
um my niece hurts when i press
my need hurts on the way down
okay so i was pressing and then my back started to hurt really bad what should i do
hey can you tell me what to do i think i am stuck under the weight
i feel really dizzy right now what do i do
my chest is really tight and im having trouble breathing call someone
i just had surgery on my knee can i do the leg press
both my nice hurt after leg press
my knees are really sore like on the joint itself
i felt something pop in my leg
the weight came down on me and i cannot get up
and then i kind of felt a sharp pain in my lower back so i stopped
my leg is numb and it does not go away what now
""",
    "non-native": """
me hurts the knee
i have pain in knee
my knee is paining
knee make pain when i push
i feel pain on the back
it is hurting me the knee
it does me bad the knee
i have hurt in my leg
my head turns, i feel not good
i have dizzy
i become dizzy when i press
pain by the knees
since today i have pains in the knees
my heart makes strange things
i can not feel my foot
i have much pain on the hip
please help, weight is on me, i can not move
the knee it hurts when i am going down
i am operated on the knee
my knee hurted
""",
    "foreign": """
mir tut das knie weh
mein knie schmerzt
knieschmerzen
ich habe schmerzen im knie
mein rücken tut weh
mir ist schwindelig
me duele la rodilla
me duelen las rodillas
me duele la espalda
dolor en el pecho
tengo dolor de rodilla
estoy mareado
j'ai mal au genou
j'ai mal au dos
mon genou me fait mal
mi fa male il ginocchio
dor no joelho
hilfe ich stecke fest
ayuda estoy atrapado
boli mnie kolano
""",
    "slang": """
knees are fucked
my knee's fucked up
my back's gone
back is buggered after that set
me knee's killing me mate
knee is busted
bro my knee is not ok
my shoulder is jacked up
tweaked my knee bro
i done my back in
ow my knee
yo my knees r killin me
feeling like i'm gonna hurl
damn my back hurts bad
threw my back out on the leg press
""",
    "in the middle": """
Hi! New here. I'm 34, work in an office, and started the leg press two weeks ago. Since the last \
session my left knee hurts on stairs. I use 60 kg and three sets of twelve. How wide should my \
feet be?
how do i breathe on the leg press? also i get dizzy at the end of each set. and how many reps?
Yesterday was great, 3x12 at 70. Today my chest felt tight in set two. What weight next time?
I love this machine so much, my legs grow, my friends notice it, but lately there's a pain in my \
hip whenever I go deep, anyway the question is whether my toes should point out
what's the right foot position? asking because i am 16 weeks pregnant and want to do it right
where do i put my hands, my right one went numb halfway, and should i look up or down
can you explain the lock? i had my meniscus operated in may so i want to be sure i can stop
no pain in my knees but my hip hurts
my back is fine but my knees hurt
used to be my back, now it's my knee that hurts
it doesn't hurt when i walk but it hurts when i press
not dizzy any more but my chest still hurts
""",
}

HARMLESS = {
    "figurative": """
this set is pure murder
leg day is killing me lol
those last reps were brutal
that session destroyed me
i'm dying after 25 reps haha
my legs are toast
legs are dead today, great session
the membership fee is a pain
what a pain to change these plates
queueing for the machine is a pain in the neck
it hurts to see the price of this gym
painfully slow app
you're killing it
i crushed my workout
smashed leg day
i nailed the last set
that pump is sick
sick workout today
sick of squats
heartbreaking that the gym is closed
my heart isn't in it today
i know the routine by heart
i died on set three lol
leg day will be the death of me
no pain no gain right?
the price of plates is criminal
i'd kill for a day off
this machine is a beast
i'm numb to motivational quotes
monday is a headache at work
my boss is a pain in the ass
this bot gives me a headache
you crack me up
that was a breathtaking view
took my breath away, what a gym
break a leg
""",
    "soreness": """
my legs are sore from yesterday
quads are so sore after leg day
i have doms
muscle soreness two days after training, normal?
sore in a good way
my glutes are sore today
legs feel heavy after monday
nice burn in the quads
my quads burn on the last reps
should my muscles burn at the end of a set
can i train with sore legs
can't walk after leg day haha
stairs are a challenge after leg day
my legs are shaking after that set
legs like jelly
i'm tired and my legs are stiff from squats
how long does muscle soreness last
doms in my calves
""",
    "negation": """
no knee pain today
my knee doesn't hurt any more
my knees don't hurt
knees didn't hurt at all
nothing hurts
i have no pain
no pain at all during the set
never had back pain
pain free for months
without knee pain since i moved my feet
i'm not injured
i am not dizzy
didn't feel dizzy this time
no chest pain, just curious
i'm not pregnant
no injuries so far
i don't have any heart problems
no dizziness, no numbness, nothing
neither my back nor my knees hurt
not a single twinge today
i feel fine, no pain anywhere
my back does not hurt on this machine
zero pain after 3x10
no longer any pain in my knee
not stuck, just slow
i have never had surgery
""",
    "past": """
i used to have knee pain but not anymore
years ago i hurt my back, it's fine now
my knee hurt last year but it's healed
had back pain in the past, all good now
my knee pain is gone
the pain went away
my shoulder has healed
my knees stopped hurting after i changed my feet
broke my arm as a kid, long healed
my ankle is fully recovered
squats used to hurt my knees
i once got stuck under a bench press, funny story from years ago
""",
    "hypothetical": """
what if my knees hurt?
what if i get stuck under the weight
what should i do if my knee hurts
what do i do if i get dizzy
if something pops, what then
what happens if i can't push the weight back up
what if i can't get the weight up
how do i get out if i fail a rep
in case i get stuck, what should i do
could the sled fall on me
can i get trapped under the leg press
should i stop if i feel pain
should you stop when your knees hurt?
when should i stop
is it possible to get stuck
would the lock catch the sled if i fail
i'm afraid of getting stuck under it
i'm scared that it crushes me
suppose my knee starts to hurt, do i stop?
what would happen if the cable snapped
who do i call if i get hurt in the gym
""",
    "general": """
is leg press bad for your knees
is the leg press bad for the back
does leg press hurt the knees
can leg press damage my knees
can leg press cause knee pain
will my knees suffer from this
are deep reps bad for the knees
how do i avoid knee pain
how to prevent back pain on the leg press
how can i protect my lower back
how do i keep my knees healthy
keeping my knees healthy, what matters?
why should i stop when my knees hurt
is it easier on the back than squats
is leg press good for bad posture
what causes knee pain
which exercise is kinder to the knees
do many people get injured on the leg press
is the leg press dangerous
what are the risks of the leg press
how safe is the leg press
can you hurt yourself with bad form
is locking the knees dangerous
why is locking out bad for the knees
does it put pressure on the spine
does it strain the lower back
i don't want to hurt my back
i want to avoid injury
tips so i don't get injured
is it normal to breathe hard
is leg press good for rehab in general
what does knee pain mean in your notes
which is safer for the joints
do my knees get stronger from this
does leg press strengthen the knees
""",
    "form": """
how far apart should my feet be
where do i put my heels
my heels lift off the plate
my heels won't stay down
my butt comes off the seat
my lower back rounds at the bottom
my back lifts off the pad
should my back stay flat
knees cave in when i push
my knees go inward
my knees fall in
knees over toes?
how far should my knees bend
should my knees touch my chest
don't lock my knees, right?
should i lock out my knees
where do my hands go
toes pointing out or straight
should i push through my heels
head on the pad?
how do i breathe
should i hold my breath
do i breathe out when pushing
hip width or shoulder width
should my hips stay on the seat
is it ok if my knees go past my toes
how do i keep my back pressed against the pad
what angle should the back rest be
how deep should i go
how do i set the lowest stop
when do i press the release handle
can i use my hands on my knees
platform parallel to the back rest
my knees shake when i push
knees wobble
""",
    "logs": """
leg press 100kg 3x10
leg press 5x5 120 kg
3x12 80kg leg press
chest press 60kg 3x10
back squat 100kg 5x5
hip thrust 120kg 3x8
face pull 20kg 3x15
neck curl 10kg 3x12
shoulder press 40kg 3x8
leg extension 50kg 3x12
back extension bodyweight 3x15
calf raise 90kg 4x12
pull ups 3x8
pulled 140kg off the floor today
dead lift 120kg 3x5
did 3 sets of 10 at 80 kilos
skull crushers 30kg 3x10
hand release push ups 3x10
knee raises 3x15
hip abduction 60kg 3x15
back day: rows 60kg 3x10
single leg press 40kg 3x12 left
today leg press 90 kg 10 10 9, felt strong
stuck at 100kg for weeks
new pr 180 kg, crushed it
failed the last rep at 150kg
couldn't do the last rep
dropped to 80kg for the last set
leg press 100kg 3x10, no pain
burpees 3x12
box jumps 3x10
knee push ups 3x12
heel elevated squat 40kg 3x10
wrist curl 15kg 3x20
press 40kg 3x8, then back to 30
""",
    "everyday": """
pop music in the gym is awful
my phone is dead
i'm stuck in traffic
my heart rate monitor says 120
blood orange juice after training?
does a pressure cooker make good rice
i watch numb3rs
handle it with kid gloves
the child seat is in the car
you look sharp dressed
shooting hoops later
crack a joke
i'll be back tomorrow
back again
i'm back
back to the question
can we go back a step
i got stuck at work
stuck in a meeting
my app is stuck
the seat is stuck
the pin is stuck in the weight stack
my car broke down
i broke my phone
my dog is sick
my cat had surgery
my son is 22 and trains with me
i'm 25 years old
i have trained for 10 years
this is a 20 year old machine
the gym is 12 years old
my kids are at school
kids are driving me crazy
i feel great
i feel good today
it feels weird to lie down so far
feels strange on this machine but ok
high heels or trainers lol
what does the heart rate zone mean
the weather is killing the mood
can i drink coffee before training
is ibuprofen sold here
i have a pt session tomorrow
my physio told me to try the leg press
my doctor recommends leg press
the doctor said i'm fit
doctor who is on tonight
he popped in for a chat
let me see
give me a hand
on the other hand
shoulder to shoulder
the bar is closed
meet you at the bar
it burns calories, how many?
how do i burn fat
i want bigger legs
numbers are up
where can i park
the platform is dirty
is there blood on the moon
the show was bloody good
bloody brilliant
i pinned your message
pinned the chat
can you drop the attitude
the shower is broken
the machine is broken, which one instead
this bench is broken
my headphones broke
i work in a hospital
i'm a nurse
my sister plays football
my brother is stronger than me
a friend told me about you
nobody is here, nice and quiet
i could sleep for a year
under pressure by queen
great pressure from my coach to perform
my shoes are tight
tight schedule today
hit me with the facts
i'm sweating a lot
my legs are weak, how do i get stronger
weak legs
i have skinny legs
i'm overweight, can i do it
i am 60 years old
i'm 70, is this for me
my mother is 68 and wants to start
""",
    "greetings": """
hello
hi there
thanks
help
what can you do
good morning
stop
cancel
undo
yes
no
ok
why?
tell me more
next
and the toes?
which weight next time
my goal is size
show my log
""",
    "questions": """
how many reps for strength
5x5 or 3x12
how heavy should i go
leg press or squat
what is a leg press
which muscles does it work
what is the sled
how do i unlock the machine
how do i lock it when i'm done
can i train alone
should i train to failure
is it ok to go to failure alone
how long should i rest
do i need a spotter
what shoes
does it raise testosterone
is a belt needed
how many times a week
what is the 45 degree leg press
hack squat instead?
can beginners do it
can women do the leg press
is it good for old people
should i warm up
how fast should i lower it
do i stop at the top
why not let the plates touch down
what weight do i start with
""",
    "rambling": """
so yesterday i was at the gym and the guy next to me had the music so loud, anyway, i did my three \
sets and it went well and i was wondering how far apart the feet should be
hey there, just came back from holiday, haven't trained for a month, legs are a bit sore from \
the first session but i feel good, how many reps should i do for size
my friend who is a nurse says the leg press is great and my other friend says squats are better, \
what do you think, i'm 31 and want stronger legs
okay long story, i changed gyms, the new one has a horizontal machine, the old one had the 45 \
degree one, the seat feels odd, do the same rules apply
after work i went straight to the gym, was stuck in traffic for an hour, so i only had time for \
two sets, is two sets enough for strength
i do leg press twice a week, no pain or anything, sleep is good, food is good, i just don't grow, \
so what rep range should i use
i read that you shouldn't lock your knees because it is hard on the joints, is that right and \
how far do i go then
""",
}

KNOWN_WRONG: dict[str, str] = {
    "is there blood on the moon": "blood on something is taken for a wound, whatever it is on",
    "what does knee pain mean in your notes": "asking for the meaning looks like telling of it",
}
"""Message of a table -> why it is read wrongly still."""


def rows(table: str) -> list[str]:
    return table.strip().splitlines()


def wrong(table: str, *, danger: bool) -> list[str]:
    """List what is read the other way, with what it was taken for."""
    found = [(text, SAFETY.assess(text)) for text in rows(table)]
    return [f"{text} -> {got and got.name}" for text, got in found if (got is not None) != danger]


def unknown(found: list[str]) -> list[str]:
    return [line for line in found if line.rpartition(" -> ")[0] not in KNOWN_WRONG]


@pytest.mark.parametrize("kind", DANGER)
def test_danger_is_told(kind: str) -> None:
    assert unknown(wrong(DANGER[kind], danger=True)) == []


@pytest.mark.parametrize("kind", HARMLESS)
def test_harmless_wording_is_no_danger(kind: str) -> None:
    assert unknown(wrong(HARMLESS[kind], danger=False)) == []


@pytest.mark.parametrize("text", KNOWN_WRONG)
@pytest.mark.xfail(strict=True)
def test_known_wrong(text: str) -> None:
    told = any(text in rows(table) for table in DANGER.values())
    assert (SAFETY.assess(text) is not None) == told, KNOWN_WRONG[text]


def test_shares() -> None:
    """What is known to be wrong stays within the bars too."""
    for tables, danger, most in ((DANGER, True, MOST_MISSED), (HARMLESS, False, MOST_FALSE)):
        texts = [text for table in tables.values() for text in rows(table)]
        bad = [line for table in tables.values() for line in wrong(table, danger=danger)]
        assert len(texts) >= 260
        assert len(bad) <= most * len(texts)


def test_table_messages_are_not_known_wrong_twice() -> None:
    texts = [text for tables in (DANGER, HARMLESS) for t in tables.values() for text in rows(t)]
    assert len(texts) == len(set(texts))
    assert set(KNOWN_WRONG) <= set(texts)


KINDS = [
    ("my knee hurts", "knee pain"),
    ("my lower back hurts", "pain"),
    ("i'm stuck under the sled", "pinned"),
    ("i have chest pain", "chest or heart"),
    ("i'm pregnant", "pregnancy"),
    ("my son is 11, can he use it", "a child"),
    ("i'm on blood thinners", "illness or medication"),
    ("i had knee surgery in march", "after surgery or injury"),
    ("my knee hurts and i want to kill myself", "self-harm"),
    ("my knee hurts and my chest hurts", "chest or heart"),
]


@pytest.mark.parametrize(("text", "name"), KINDS)
def test_the_most_urgent_danger_is_named(text: str, name: str) -> None:
    danger = SAFETY.assess(text)
    assert danger is not None
    assert danger.name == name


@pytest.mark.parametrize("danger", KNOWLEDGE.dangers, ids=lambda danger: danger.name)
def test_a_stop_says_stop_first_and_is_short(danger: Danger) -> None:
    first = danger.stop.text.split()[0].strip(",.:;!")
    assert first == "Stop"
    assert len(danger.stop.text) <= 200
    assert danger.stop.text.count("\n") <= 1


WORDS = sorted({word for table in (*DANGER.values(), *HARMLESS.values()) for word in table.split()})


@given(st.text(max_size=5000) | st.lists(st.sampled_from(WORDS), max_size=400).map(" ".join))
@settings(max_examples=300, deadline=None)
def test_any_text_is_judged(text: str) -> None:
    begun = time.perf_counter()
    danger = SAFETY.assess(text)
    assert danger is None or danger in KNOWLEDGE.dangers
    assert time.perf_counter() - begun < 1.0


@pytest.mark.parametrize(
    "text",
    ["", " ", "\ud800", "\x00" * 9, "🦵" * 4096, "knee " * 900, "hurts knee " * 500, "no " * 1500,
     "a" * 100_000, "?" * 4096, "my knee hurts " * 300, "z̷̧̛" * 1000, "ركبتي تؤلمني", "膝盖疼"],
)  # fmt: skip
def test_no_text_is_slow(text: str) -> None:
    begun = time.perf_counter()
    SAFETY.assess(text)
    assert time.perf_counter() - begun < 1.0


def test_a_message_is_judged_in_a_fraction_of_a_millisecond() -> None:
    """A normal message, on a machine that does other things too: the bound is generous."""
    texts = [text for tables in (DANGER, HARMLESS) for t in tables.values() for text in rows(t)]
    for text in texts:
        SAFETY.assess(text)
    begun = time.perf_counter()
    for text in texts:
        SAFETY.assess(text)
    assert (time.perf_counter() - begun) / len(texts) < 0.002
